"""Operators' rules: which events, under which condition, start which flows."""

from integrator.config_file import ConfigError
from integrator.rules.book import Explanation, Match, RuleBook
from integrator.rules.loading import load_rules
from integrator.rules.model import TOPICS, Rule, When
from integrator.rules.signatures import FlowSignature, FlowStart, signatures_of

__all__ = [
    "TOPICS",
    "ConfigError",
    "Explanation",
    "FlowSignature",
    "FlowStart",
    "Match",
    "Rule",
    "RuleBook",
    "When",
    "load_rules",
    "signatures_of",
]
