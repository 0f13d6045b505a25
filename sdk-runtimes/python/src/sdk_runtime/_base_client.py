"""The clients, and what programs import with them."""

from ._pages import (
    BasePage as BasePage,
    PageInfo as PageInfo,
    SyncPageT as SyncPageT,
    AsyncPageT as AsyncPageT,
    BaseSyncPage as BaseSyncPage,
    BaseAsyncPage as BaseAsyncPage,
    AsyncPaginator as AsyncPaginator,
)
from ._errors import APIStatusError as APIStatusError
from ._models import FinalRequestOptions as FinalRequestOptions
from ._platform import (
    Platform as Platform,
    OtherArch as OtherArch,
    OtherPlatform as OtherPlatform,
    get_platform as get_platform,
    get_architecture as get_architecture,
)
from ._constants import (
    DEFAULT_TIMEOUT as DEFAULT_TIMEOUT,
    MAX_RETRY_DELAY as MAX_RETRY_DELAY,
    DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES,
    INITIAL_RETRY_DELAY as INITIAL_RETRY_DELAY,
    DEFAULT_CONNECTION_LIMITS as DEFAULT_CONNECTION_LIMITS,
)
from ._sync_client import SyncAPIClient as SyncAPIClient
from ._async_client import AsyncAPIClient as AsyncAPIClient
from ._http_clients import (
    DefaultHttpxClient as DefaultHttpxClient,
    DefaultAioHttpClient as DefaultAioHttpClient,
    SyncHttpxClientWrapper as SyncHttpxClientWrapper,
    AsyncHttpxClientWrapper as AsyncHttpxClientWrapper,
    DefaultAsyncHttpxClient as DefaultAsyncHttpxClient,
)
from ._shared_client import BaseClient as BaseClient, log as log
from ._request_options import (
    HTTPX_DEFAULT_TIMEOUT as HTTPX_DEFAULT_TIMEOUT,
    make_request_options as make_request_options,
)
