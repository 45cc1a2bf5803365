"""E: flows whose record lives in Extended ECM."""
