// Package wire holds the interfaces by which request parameters tell the encoders what to send.
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

// Overrider is a struct whose whole value may be replaced.
type Overrider interface {
	Overrides() (any, bool)
}
