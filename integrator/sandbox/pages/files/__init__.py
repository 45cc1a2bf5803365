"""The file browser: any system that keeps files, folder by folder, with previews."""

from integrator.sandbox.pages.files.browser import routes

__all__ = ["routes"]
