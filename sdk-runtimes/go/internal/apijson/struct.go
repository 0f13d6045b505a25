package apijson

import (
	"reflect"
)

func (d *decoderBuilder) decodeStruct(n node, v reflect.Value) error {
	p := planOf(v.Type())
	var meta reflect.Value
	if p.metadata != nil {
		meta = v.Field(p.metadata.index)
		setRaw(meta, n.raw)
	}
	done := d.decodeInline(n, v, p, meta)
	if !n.isObject() {
		if done {
			return nil
		}
		return mismatch(n, v.Type())
	}
	if done && len(p.fields) == 0 {
		return nil
	}
	own := d.fit
	for _, field := range p.embedded {
		d.fit = exact
		if inner := v.Field(field.index); inner.CanSet() {
			if err := d.decodeStruct(n, inner); err != nil {
				return err
			}
		}
	}
	d.fit = own
	seen := make([]bool, len(p.fields))
	var rest []string
	values := map[string]node{}
	n.members(func(name string, value node) {
		if i, ok := p.byName[name]; ok {
			seen[i] = true
			d.decodeField(value, v, p.fields[i], meta)
			return
		}
		if _, twice := values[name]; !twice {
			rest = append(rest, name)
		}
		values[name] = value
	})
	for i, field := range p.fields {
		if field.required && !seen[i] {
			d.lower(incomplete)
		}
	}
	if len(rest) > 0 {
		d.decodeExtras(rest, values, v, p, meta)
	}
	return nil
}

func (d *decoderBuilder) decodeField(value node, v reflect.Value, field planField, meta reflect.Value) {
	if value.kind() == Null {
		// An optional parameter distinguishes null from absence.
		_ = d.decode(value, v.Field(field.index), field.format)
		setMetadata(meta, field.meta, value.raw, null)
		return
	}
	if field.known != nil {
		if text, ok := value.scalar(); ok && !field.known[text] {
			d.lower(loose)
		}
	}
	if err := d.decode(value, v.Field(field.index), field.format); err != nil {
		d.lower(wrong)
		setMetadata(meta, field.meta, value.raw, invalid)
		return
	}
	setMetadata(meta, field.meta, value.raw, valid)
}

// decodeExtras keeps the properties that the type lacks.
func (d *decoderBuilder) decodeExtras(rest []string, values map[string]node, v reflect.Value, p *plan, meta reflect.Value) {
	var typed, described reflect.Value
	if p.extras != nil {
		typed = v.Field(p.extras.index)
		typed.Set(reflect.MakeMap(typed.Type()))
	} else if !embeds(p, v, rest) {
		d.lower(extras)
	}
	if meta.IsValid() {
		if field := meta.FieldByName("ExtraFields"); field.IsValid() && field.Kind() == reflect.Map {
			described = field
			described.Set(reflect.MakeMap(described.Type()))
		}
	}
	for _, name := range rest {
		state := valid
		if values[name].kind() == Null {
			state = null
		}
		if typed.IsValid() {
			element := reflect.New(typed.Type().Elem()).Elem()
			if d.decode(values[name], element, p.extras.format) != nil {
				state = invalid
			}
			typed.SetMapIndex(reflect.ValueOf(name), element)
		}
		if described.IsValid() {
			described.SetMapIndex(reflect.ValueOf(name), newMetadata(described.Type().Elem(), values[name].raw, state))
		}
	}
}

// embeds reports whether embedded structs have all of the properties.
func embeds(p *plan, v reflect.Value, names []string) bool {
	for _, name := range names {
		found := false
		for _, field := range p.embedded {
			inner := planOf(v.Field(field.index).Type())
			_, has := inner.byName[name]
			found = found || has
		}
		if !found {
			return false
		}
	}
	return true
}

// decodeInline decodes the whole value into the struct's inline fields, each for another kind of value.
func (d *decoderBuilder) decodeInline(n node, v reflect.Value, p *plan, meta reflect.Value) bool {
	single := len(p.inline) == 1 && len(p.fields) == 0
	done := false
	for _, field := range p.inline {
		trial := &decoderBuilder{strict: !single, fit: exact}
		made := reflect.New(v.Type().Field(field.index).Type).Elem()
		if trial.decode(n, made, field.format) != nil || (!single && trial.fit < incomplete) || n.kind() == Null {
			continue
		}
		v.Field(field.index).Set(made)
		setMetadata(meta, field.meta, n.raw, valid)
		d.lower(trial.fit)
		done = true
	}
	return done
}
