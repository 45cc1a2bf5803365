"""W: flows whose question is put in Workflow Service."""
