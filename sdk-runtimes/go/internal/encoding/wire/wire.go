// Package wire has the interfaces between request parameters and encoders.
package wire

// Value is a parameter that may be absent, null or replaced by another value.
type Value interface {
	// Wire returns the value to encode (nil for null) and whether there is anything to send.
	Wire() (value any, send bool)
}

// Union is a struct of which at most one field is set: the variant to send.
type Union interface {
	WireUnion()
}

// Overrider is a struct that can be replaced by another value.
type Overrider interface {
	Overrides() (any, bool)
}
