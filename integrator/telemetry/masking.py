"""Masking: the second line of defence for texts, after the allowlist of fields."""

import re

_MASK = "***"

_PATTERNS = (
    # Login within a URL: redis://user:password@host
    (re.compile(r"(?<=://)[^/\s@]*:[^/\s]*@"), f"{_MASK}@"),
    # E-mail address, also one written with percent signs.
    (re.compile(r"[^\s<>\"'(),;:=/@&?*]+(?:@|%40)[^\s<>\"'(),;:=/@&?*]+"), _MASK),
    # Named secret: password=..., "token": "...", OTCSTicket: ...
    (
        re.compile(
            r"(?i)\b((?:[a-z]+[_-])*(?:password|passwd|secret|secrets|token|ticket|otcsticket|signature|hmac|api[_-]?key))"
            r"(\"?'?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|\S+)"
        ),
        rf"\1\2{_MASK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {_MASK}"),
    # Shopify's tokens and secrets: shpat_, shpss_, shpca_, ...
    (re.compile(r"\bshp[a-z]{2}_[A-Za-z0-9]+"), _MASK),
    # Phone number with its country code.
    (re.compile(r"(?<![\w.+-])(?:\+|00)[1-9][0-9 ()./-]{6,18}[0-9](?!\w)"), _MASK),
    # Anything long with capitals, small letters and digits: base64, a JSON web token, a random key.
    (
        re.compile(r"(?<![A-Za-z0-9+/_-])(?=[^\s]*[A-Z])(?=[^\s]*[a-z])(?=[^\s]*[0-9])[A-Za-z0-9+/_.-]{32,}={0,2}"),
        _MASK,
    ),
)


def mask(text: str) -> str:
    """Return `text` with addresses, phone numbers and whatever looks like a secret replaced by `***`."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text
