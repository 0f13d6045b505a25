package apijson

import (
	"errors"
	"fmt"
	"reflect"
)

var errNoVariant = errors.New("apijson: the value fits no variant of the union")

// decodeUnion decodes a value into an interface with registered variants: the one selected by the discriminator, or
// else the best match, the first of equal ones.
func (d *decoderBuilder) decodeUnion(n node, v reflect.Value, format string) error {
	entry, _ := unionOf(v.Type())
	tag, tagged := tagOf(n, entry.discriminator)
	best := reflect.Value{}
	fit := wrong - 1
	for _, variant := range entry.variants {
		if variant.TypeFilter == nil || !fits(n, variant.TypeFilter) {
			continue
		}
		told := tagged && variant.DiscriminatorValue != nil && fmt.Sprint(variant.DiscriminatorValue) == tag
		trial := &decoderBuilder{strict: d.strict, fit: exact}
		made := reflect.New(variant.Type).Elem()
		err := trial.decode(n, made, format)
		if told {
			v.Set(made)
			return err
		}
		if err == nil && !shares(n, variant.Type) {
			trial.lower(loose)
		}
		if err == nil && trial.fit > fit {
			best, fit = made, trial.fit
		}
	}
	if !best.IsValid() {
		return errNoVariant
	}
	d.lower(fit)
	v.Set(best)
	return nil
}

func fits(n node, filter fmt.Stringer) bool {
	kind, want := n.kind().String(), filter.String()
	return kind == want || ((kind == "True" || kind == "False") && (want == "True" || want == "False"))
}

func tagOf(n node, property string) (string, bool) {
	if property == "" {
		return "", false
	}
	value, ok := n.get(property)
	if !ok {
		return "", false
	}
	return value.scalar()
}

// decodeStructUnion decodes a value into one of the fields of a union struct.
func (d *decoderBuilder) decodeStructUnion(n node, v reflect.Value) error {
	t := v.Type()
	entry, registered := unionOf(t)
	if registered && n.isObject() && entry.discriminator != "" {
		tag, _ := tagOf(n, entry.discriminator)
		for _, variant := range entry.variants {
			if fmt.Sprint(variant.DiscriminatorValue) != tag {
				continue
			}
			for i := 0; i < t.NumField(); i++ {
				if field := t.Field(i); field.Type == reflect.PointerTo(variant.Type) {
					return d.decode(n, v.Field(i), field.Tag.Get("format"))
				}
			}
		}
		return errNoVariant
	}
	best, fit := -1, wrong
	var found reflect.Value
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		if field.Anonymous || !field.IsExported() || (field.Type.Kind() == reflect.Pointer && n.kind() != JSON) {
			continue
		}
		trial := &decoderBuilder{strict: d.strict, fit: exact}
		made := reflect.New(field.Type).Elem()
		if trial.decode(n, made, field.Tag.Get("format")) != nil {
			continue
		}
		if !shares(n, field.Type) {
			trial.lower(loose)
		}
		if trial.fit > fit {
			best, fit, found = i, trial.fit, made
		}
	}
	if best < 0 {
		return errNoVariant
	}
	d.lower(fit)
	v.Field(best).Set(found)
	return nil
}

// shares reports whether an object and the type have a property in common; true for other values and empty objects.
func shares(n node, t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !n.isObject() || t.Kind() != reflect.Struct {
		return true
	}
	p := planOf(t)
	if p.union || p.extras != nil || len(p.inline) > 0 || len(p.embedded) > 0 {
		return true
	}
	some, found := false, false
	n.members(func(name string, _ node) {
		_, known := p.byName[name]
		some, found = true, found || known
	})
	return found || !some
}
