"""Signatures of webhooks (https://www.standardwebhooks.com)."""

from __future__ import annotations

import hmac
import time
import base64
import hashlib
from typing import Union, Mapping, Optional

from ._errors import APIWebhookValidationError
from ._utils._utils import get_required_header

_TOLERANCE_SECONDS = 5 * 60


def verify_webhook(payload: str, *, headers: Mapping[str, str], key: Optional[Union[str, bytes]]) -> None:
    """Raises if no signature in the headers was made with this key, or if the timestamp is more than five minutes off."""
    if not key:
        raise ValueError("Cannot verify a webhook without a key: set it on the client or pass it as `key`")
    try:
        message_id = get_required_header(headers, "webhook-id")
        timestamp = get_required_header(headers, "webhook-timestamp")
        signatures = get_required_header(headers, "webhook-signature")
        sent = int(timestamp)
    except ValueError as err:
        raise APIWebhookValidationError(str(err)) from err
    if abs(time.time() - sent) > _TOLERANCE_SECONDS:
        raise APIWebhookValidationError("The webhook's timestamp is too far from now")
    content = f"{message_id}.{sent}.{payload}".encode()
    expected = hmac.new(_secret(key), content, hashlib.sha256).digest()
    for signature in signatures.split(" "):
        version, _, encoded = signature.partition(",")
        if version == "v1" and hmac.compare_digest(_decoded(encoded), expected):
            return
    raise APIWebhookValidationError("No signature of the webhook matches the key")


def _secret(key: Union[str, bytes]) -> bytes:
    if isinstance(key, bytes):
        return key
    prefix = "whsec_"
    return base64.b64decode(key[len(prefix) :] if key.startswith(prefix) else key)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""
