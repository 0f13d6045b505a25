__title__ = "sdk_runtime"
__version__ = "0.0.0"
