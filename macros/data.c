/* JSON, YAML, MD5.
 *
 * Source: dbt-core 1.9 context/base.py. */
#include <md5.h>

#include "macros/context_priv.h"

bool pl_call_fromjson(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!pl_is_str(argv[1])) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "the JSON object must be str, bytes or bytearray, not %s",
                        pl_type_name(argv[1]));
    }
    pl_str why;
    pl_found found = pl_json_parse(ev, pl_str_from(argv[1]), false, out, &why);
    if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    return found != PL_FAILED;
}

static bool sorted_argument(pl_eval *ev, pl_value v, bool *out) {
    *out = false;
    return !pl_given(v) || pl_truth(ev, v, out);
}

/* Only a ValueError (a value that holds itself) gives the default. */
bool pl_call_tojson(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool sorted;
    if (!sorted_argument(ev, argv[3], &sorted)) {
        return false;
    }
    pl_buf text = {0};
    bool ok = pl_json_dump(ev, argv[1], sorted, -1, true, &text);
    if (ok) {
        *out = pl_string(pl_buf_take(&text, ev->arena));
    } else if (ev->error.kind == PL_EXC_VALUE) {
        pl_catch(ev);
        *out = pl_or_none(argv[2]);
        ok = true;
    }
    pl_buf_free(&text);
    return ok;
}

bool pl_call_fromyaml(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_found found = PL_MISSING;
    if (pl_is_str(argv[1])) {
        found = d->ops->yaml_load(d, ev, pl_str_from(argv[1]), out);
    }
    if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    return found != PL_FAILED;
}

bool pl_call_toyaml(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    bool sorted;
    if (!sorted_argument(ev, argv[3], &sorted)) {
        return false;
    }
    pl_buf text = {0};
    pl_found found = d->ops->yaml_dump(d, ev, argv[1], sorted, &text);
    if (found == PL_FOUND) {
        *out = pl_string(pl_buf_take(&text, ev->arena));
    } else if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    pl_buf_free(&text);
    return found != PL_FAILED;
}

bool pl_call_local_md5(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (argv[1].kind == PL_UNDEFINED) {
        return argv[1].flags & PL_CAPTURE
                   ? pl_raise(ev, PL_EXC_TYPE,
                              "object supporting the buffer API required")
                   : pl_raise_undefined(ev, argv[1]);
    }
    if (!pl_is_str(argv[1])) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'encode'",
                        pl_type_name(argv[1]));
    }
    char hex[MD5_DIGEST_STRING_LENGTH];
    MD5_CTX md5;
    MD5Init(&md5);
    MD5Update(&md5, (const uint8_t *)argv[1].as.s, argv[1].len);
    MD5End(&md5, hex);
    *out = pl_string(pl_str_copy(ev->arena, pl_str_of(hex)));
    return true;
}
