/* log(), print(), return(). */
#include "macros/context_priv.h"

static void tell(pl_eval *ev, pl_str text) {
    pl_dbt *d = pl_dbt_of(ev);
    d->ops->message(d, ev, PL_N0951, text);
}

/* A secret's placeholder, however much of it is there, is never shown. */
static pl_str without_secret(pl_str text) {
    return pl_str_find(text, PL_S("DBT_SECRET_START"), 0) == UINT32_MAX ? text
                                                                        : PL_S("*****");
}

bool pl_call_log(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str text;
    bool info = false;
    if (!pl_text_of(ev, argv[1], &text) ||
        (pl_given(argv[2]) && !pl_truth(ev, argv[2], &info))) {
        return false;
    }
    if (info) {
        tell(ev, without_secret(text));
    }
    *out = pl_string(PL_S(""));
    return true;
}

bool pl_call_print(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str text;
    if (!pl_text_of(ev, argv[1], &text)) {
        return false;
    }
    tell(ev, without_secret(text));
    *out = pl_string(PL_S(""));
    return true;
}

/* The value travels as an error to the nearest macro call. */
bool pl_call_return(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_raise_str(ev, PL_EXC_RETURN, PL_S(""));
    ev->error.value = pl_with(argv[1], pl_interp_of(ev)->control);
    return false;
}
