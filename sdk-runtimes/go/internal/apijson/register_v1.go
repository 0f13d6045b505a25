//go:build v1

package apijson

import "reflect"

// RegisterUnion registers the variants of an interface type.
func RegisterUnion(union reflect.Type, discriminator string, variants ...UnionVariant) {
	registerUnion(union, discriminator, variants)
}
