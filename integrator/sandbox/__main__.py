"""`python -m integrator.sandbox`: serve the emulations with the settings of the environment."""

from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.server import serve

if __name__ == "__main__":
    serve(SandboxConfig.from_env())
