from ._errors import (
    APIError as APIError,
    ConflictError as ConflictError,
    NotFoundError as NotFoundError,
    APIStatusError as APIStatusError,
    RateLimitError as RateLimitError,
    APITimeoutError as APITimeoutError,
    BadRequestError as BadRequestError,
    APIConnectionError as APIConnectionError,
    AuthenticationError as AuthenticationError,
    InternalServerError as InternalServerError,
    PermissionDeniedError as PermissionDeniedError,
    UnprocessableEntityError as UnprocessableEntityError,
    APIResponseValidationError as APIResponseValidationError,
    APIWebhookValidationError as APIWebhookValidationError,
)
from ._settings import SDKError as SDKError
