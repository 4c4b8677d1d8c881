/* eval/filters/native.c: dbt's filters that say what a rendered YAML value shall become.
 *
 * Source: dbt_common/clients/jinja.py. In text rendering they pass the value through.
 */
#include "eval/filters/filters_priv.h"

static bool mark_as(pl_eval *ev, pl_value v, pl_native_as as, pl_value *out) {
    if (ev->mode != PL_MODE_NATIVE) {
        *out = v;
        return true;
    }
    if (!pl_to_str(ev, v, out)) {
        return false;
    }
    out->flags = (uint8_t)((out->flags & ~PL_MARKUP) | PL_NATIVE_AS);
    out->sub = (uint16_t)as;
    return true;
}

bool filter_as_bool(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return mark_as(ev, argv[0], PL_AS_BOOL, out);
}

bool filter_as_native(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return mark_as(ev, argv[0], PL_AS_NATIVE, out);
}

bool filter_as_number(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return mark_as(ev, argv[0], PL_AS_NUMBER, out);
}

bool filter_as_text(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return mark_as(ev, argv[0], PL_AS_TEXT, out);
}

bool filter_is_list(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_bool(argv[0].kind == PL_LIST);
    return true;
}
