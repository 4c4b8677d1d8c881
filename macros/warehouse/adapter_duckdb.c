/* adapter: what only DuckDB's has.
 *
 * Source: dbt-duckdb 1.9 impl.py. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

static pl_str target_text(const pl_dbt *d, const char *name) {
    pl_value v = pl_none();
    if (d->target.kind == PL_DICT) {
        pl_dict_member(d->target.as.dict, name, &v);
    }
    return pl_is_str(v) ? pl_str_from(v) : PL_S("");
}

bool pl_adapter_is_motherduck(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    pl_str path = target_text(pl_dbt_of(ev), "path");
    *out = pl_bool(pl_str_starts(path, PL_S("md:")) ||
                   pl_str_starts(path, PL_S("motherduck:")));
    return true;
}

bool pl_adapter_external_root(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    pl_str root = target_text(pl_dbt_of(ev), "external_root");
    *out = pl_string(root.len ? root : PL_S("."));
    return true;
}

bool pl_adapter_seed_path(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value root, path;
    pl_str folder, file;
    if (!pl_member_of(ev, argv[1], "root_path", &root) ||
        !pl_text_of(ev, root, &folder) ||
        !pl_member_of(ev, argv[1], "original_file_path", &path) ||
        !pl_text_of(ev, path, &file)) {
        return false;
    }
    *out = pl_string(pl_str_cat3(ev->arena, folder, PL_S("/"), file));
    return true;
}

bool pl_adapter_warn_once(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_str text;
    if (!pl_text_of(ev, argv[1], &text)) {
        return false;
    }
    d->ops->message(d, ev, PL_W0950, text);
    *out = pl_none();
    return true;
}

/* ---- external files */

static bool need_options(pl_eval *ev, pl_value v) {
    return v.kind == PL_DICT ||
           pl_raise(ev, PL_EXC_TYPE, "argument of type '%s' is not iterable",
                    pl_type_name(v));
}

/* A partitioned file is read from all folders below the place it was written to. */
bool pl_adapter_external_read(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value by = pl_none(), format = pl_string(PL_S("parquet"));
    pl_str location, columns, extension;
    bool partitioned;
    if (!need_options(ev, argv[2]) || !pl_text_of(ev, argv[1], &location)) {
        return false;
    }
    pl_dict_member(argv[2].as.dict, "partition_by", &by);
    pl_dict_member(argv[2].as.dict, "format", &format);
    if (!pl_truth(ev, by, &partitioned) || !pl_text_of(ev, by, &columns) ||
        !pl_text_of(ev, format, &extension)) {
        return false;
    }
    *out = argv[1];
    if (!partitioned) {
        return true;
    }
    pl_buf b = {0};
    pl_buf_fmt(&b, "%.*s/*/*", PL_FMT(location));
    for (uint32_t i = 0; i < columns.len; i++) {
        pl_buf_fmt(&b, "%s", columns.at[i] == ',' ? "/*" : "");
    }
    pl_buf_fmt(&b, ".%.*s", PL_FMT(extension));
    *out = pl_string(pl_buf_take(&b, ev->arena));
    pl_buf_free(&b);
    return true;
}

/* The extension of a path, in lower case and without its dot. */
static pl_str extension_of(pl_eval *ev, pl_str path) {
    uint32_t dot = path.len, slash = 0;
    for (uint32_t i = 0; i < path.len; i++) {
        slash = path.at[i] == '/' ? i + 1 : slash;
        dot = path.at[i] == '.' ? i : dot;
    }
    if (dot == path.len || dot <= slash) {
        return PL_S("");
    }
    char *z = pl_str_z(ev->arena, pl_str_sub(path, dot + 1, path.len));
    for (char *at = z; *at; at++) {
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    }
    return pl_str_of(z);
}

static void default_format(pl_eval *ev, pl_dict *options, pl_str location) {
    pl_str extension = extension_of(ev, location);
    pl_str format = extension.len                              ? extension
                    : pl_dict_find(options, PL_S("delimiter")) ? PL_S("csv")
                                                               : PL_S("parquet");
    if (!pl_dict_find(options, PL_S("format"))) {
        pl_dict_put_str(ev->arena, options, PL_S("format"), pl_string(format));
    }
    const pl_value *given = pl_dict_find(options, PL_S("format"));
    bool csv = pl_is_str(*given) && PL_STR_IS(pl_str_from(*given), "csv");
    if (csv && !pl_dict_find(options, PL_S("header"))) {
        pl_dict_put_str(ev->arena, options, PL_S("header"), pl_int(1));
    }
}

static void group_partitions(pl_eval *ev, pl_dict *options) {
    pl_value *by = pl_dict_find(options, PL_S("partition_by"));
    if (!by || !pl_is_str(*by)) {
        return;
    }
    pl_str s = pl_str_from(*by);
    if (pl_str_find_char(s, ',') != UINT32_MAX && !pl_str_starts(s, PL_S("("))) {
        *by = pl_string(pl_str_cat3(ev->arena, PL_S("("), s, PL_S(")")));
    }
}

static bool is_quoted_option(pl_str name) {
    return pl_str_eq_nocase(name, PL_S("delimiter")) ||
           pl_str_eq_nocase(name, PL_S("quote")) ||
           pl_str_eq_nocase(name, PL_S("escape")) ||
           pl_str_eq_nocase(name, PL_S("null"));
}

bool pl_adapter_external_options(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str location;
    if (!need_options(ev, argv[2]) || !pl_text_of(ev, argv[1], &location)) {
        return false;
    }
    pl_dict *options = argv[2].as.dict;
    default_format(ev, options, location);
    group_partitions(ev, options);
    pl_buf b = {0};
    bool ok = true;
    uint32_t i = 0;
    for (const pl_dict_entry *e; ok && (e = pl_dict_next(options, &i)) != NULL;) {
        pl_str name, value;
        ok = pl_text_of(ev, e->key, &name) && pl_text_of(ev, e->value, &value);
        if (ok) {
            bool quoted = is_quoted_option(name) && !pl_str_starts(value, PL_S("'"));
            pl_buf_fmt(&b, "%s%.*s %s%.*s%s", b.len ? ", " : "", PL_FMT(name),
                       quoted ? "'" : "", PL_FMT(value), quoted ? "'" : "");
        }
    }
    *out = pl_string(pl_buf_take(&b, ev->arena));
    pl_buf_free(&b);
    return ok;
}
