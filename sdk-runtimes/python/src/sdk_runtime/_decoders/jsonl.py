from .._streaming import JSONLStream as JSONLDecoder, AsyncJSONLStream as AsyncJSONLDecoder

__all__ = ["JSONLDecoder", "AsyncJSONLDecoder"]
