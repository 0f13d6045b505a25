package apijson

import (
	"math"
	"reflect"
	"strconv"
	"strings"
)

// known is implemented by types of enums.
type known interface{ IsKnown() bool }

func (d *decoderBuilder) decodeScalar(n node, v reflect.Value) error {
	var err error
	switch v.Kind() {
	case reflect.Bool:
		err = d.decodeBool(n, v)
	case reflect.String:
		err = d.decodeString(n, v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		err = d.decodeInt(n, v)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		err = d.decodeUint(n, v)
	case reflect.Float32, reflect.Float64:
		err = d.decodeFloat(n, v)
	default:
		return mismatch(n, v.Type())
	}
	if err != nil {
		return err
	}
	if enum, ok := v.Interface().(known); ok && !enum.IsKnown() {
		d.lower(loose)
	}
	if constant, ok := v.Interface().(interface{ Default() string }); ok && v.Kind() == reflect.String {
		if constant.Default() != v.String() {
			d.lower(loose)
		}
	}
	return nil
}

// convert records that a value was converted; it returns an error if that is not allowed.
func (d *decoderBuilder) convert(n node, v reflect.Value) error {
	if d.strict {
		return mismatch(n, v.Type())
	}
	d.lower(loose)
	return nil
}

func (d *decoderBuilder) decodeBool(n node, v reflect.Value) error {
	switch n.kind() {
	case True, False:
		v.SetBool(n.kind() == True)
		return nil
	case Number:
		v.SetBool(strings.Trim(n.raw, "0.-") != "")
		return d.convert(n, v)
	case String:
		value, err := strconv.ParseBool(n.text())
		if err != nil || len(n.text()) < 4 {
			return mismatch(n, v.Type())
		}
		v.SetBool(value)
		return d.convert(n, v)
	default:
		return mismatch(n, v.Type())
	}
}

func (d *decoderBuilder) decodeString(n node, v reflect.Value) error {
	switch n.kind() {
	case String:
		v.SetString(n.text())
		return nil
	case Number, True, False:
		v.SetString(n.raw)
		return d.convert(n, v)
	default:
		return mismatch(n, v.Type())
	}
}

// number returns the digits of a number, or of a value that is converted to one.
func (d *decoderBuilder) number(n node, v reflect.Value) (string, error) {
	switch n.kind() {
	case Number:
		return n.raw, nil
	case String:
		return n.text(), d.convert(n, v)
	case True:
		return "1", d.convert(n, v)
	case False:
		return "0", d.convert(n, v)
	default:
		return "", mismatch(n, v.Type())
	}
}

func (d *decoderBuilder) decodeInt(n node, v reflect.Value) error {
	text, err := d.number(n, v)
	if err != nil {
		return err
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		float, ok := integral(text)
		if !ok || float < -(1<<63) || float >= 1<<63 {
			return mismatch(n, v.Type())
		}
		value = int64(float)
	}
	if v.OverflowInt(value) {
		return mismatch(n, v.Type())
	}
	v.SetInt(value)
	return nil
}

func (d *decoderBuilder) decodeUint(n node, v reflect.Value) error {
	text, err := d.number(n, v)
	if err != nil {
		return err
	}
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		float, ok := integral(text)
		if !ok || float < 0 || float >= 1<<64 {
			return mismatch(n, v.Type())
		}
		value = uint64(float)
	}
	if v.OverflowUint(value) {
		return mismatch(n, v.Type())
	}
	v.SetUint(value)
	return nil
}

// integral parses integers written with a fraction or an exponent, such as 1.0 or 1e3.
func integral(text string) (float64, bool) {
	float, err := strconv.ParseFloat(text, 64)
	return float, err == nil && float == math.Trunc(float)
}

func (d *decoderBuilder) decodeFloat(n node, v reflect.Value) error {
	text, err := d.number(n, v)
	if err != nil {
		return err
	}
	value, err := strconv.ParseFloat(text, v.Type().Bits())
	if err != nil {
		return mismatch(n, v.Type())
	}
	v.SetFloat(value)
	return nil
}
