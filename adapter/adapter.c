/* What can be asked of the adapters and of a row. */
#include "adapter/adapter.h"

#include "eval/ops/python_text.h"

const pl_adapter *pl_adapter_at(uint32_t index) {
    return index < pl_adapter_count ? pl_adapters[index] : NULL;
}

const pl_adapter *pl_adapter_find(pl_str type) {
    for (uint32_t i = 0; i < pl_adapter_count; i++) {
        if (pl_str_eq(type, pl_str_of(pl_adapters[i]->name))) {
            return pl_adapters[i];
        }
    }
    return NULL;
}

static const char *nearest(pl_str type) {
    const char *best = NULL;
    uint32_t distance = 4;
    for (uint32_t i = 0; i < pl_adapter_count; i++) {
        uint32_t d = pl_str_distance(type, pl_str_of(pl_adapters[i]->name), 4);
        if (d < distance) {
            distance = d;
            best = pl_adapters[i]->name;
        }
    }
    return best;
}

const pl_adapter *pl_adapter_require(pl_str type, pl_span where, pl_diag_sink *sink) {
    const pl_adapter *ad = pl_adapter_find(type);
    if (ad) {
        return ad;
    }
    const char *near = nearest(type);
    pl_diag *d = pl_diag_addf(sink, PL_E0602, where,
                              "plumb doesn't know the adapter '%.*s'", PL_FMT(type));
    d->help =
        near ? pl_str_fmt(
                   sink->arena,
                   "did you mean '%s'? --adapter-like NAME treats it as another one",
                   near)
             : PL_S("--adapter-like NAME treats it as another one, e.g. postgres");
    return NULL;
}

pl_str pl_adapter_canonical(const pl_adapter *ad, pl_str name) {
    for (const pl_alias *al = PL_ADAPTER_HAS(ad, aliases); al && al->alias; al++) {
        if (pl_str_eq(name, pl_str_of(al->alias))) {
            return pl_str_of(al->canonical);
        }
    }
    return name;
}

/* "dbname, database": all names given for one thing. */
static pl_str names_for(const pl_adapter *ad, const pl_dict *in, pl_str canonical,
                        pl_arena *a) {
    pl_str names = {0};
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(in, &i)) != NULL;) {
        pl_str key = e->key.kind == PL_STR ? pl_str_from(e->key) : (pl_str){0};
        bool is_alias = !pl_str_eq(key, canonical) &&
                        pl_str_eq(pl_adapter_canonical(ad, key), canonical);
        if (is_alias) {
            names = names.len ? pl_str_cat3(a, names, PL_S(", "), key) : key;
        }
    }
    return names;
}

static bool has_alias(const pl_adapter *ad, const pl_dict *in) {
    for (const pl_alias *al = PL_ADAPTER_HAS(ad, aliases); al && al->alias; al++) {
        if (pl_dict_find(in, pl_str_of(al->alias))) {
            return true;
        }
    }
    return false;
}

bool pl_adapter_translate(const pl_adapter *ad, const pl_dict *in, pl_arena *a,
                          const pl_dict **out, pl_str *why) {
    *out = in;
    if (!has_alias(ad, in)) {
        return true;
    }
    pl_dict *result = pl_dict_new(a, in->len).as.dict;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(in, &i)) != NULL;) {
        if (e->key.kind != PL_STR) {
            pl_python_put(a, result, e->key, e->value);
            continue;
        }
        pl_str key = pl_adapter_canonical(ad, pl_str_from(e->key));
        if (pl_dict_find(result, key)) {
            *why = pl_str_fmt(a, "Got duplicate keys: (%.*s) all map to \"%.*s\"",
                              PL_FMT(names_for(ad, in, key, a)), PL_FMT(key));
            return false;
        }
        pl_dict_put_str(a, result, key, e->value);
    }
    *out = result;
    return true;
}

const pl_adapter *pl_adapter_setting(const pl_adapter *ad, size_t member) {
    static const unsigned char unset[sizeof(void *)];
    for (const pl_adapter *from = ad; from; from = from->parent) {
        if (memcmp((const char *)from + member, unset, sizeof unset) != 0) {
            return from;
        }
    }
    return ad;
}

pl_str pl_adapter_word(const char **at) {
    const char *from = *at ? *at : "";
    size_t len = strcspn(from, " ");
    *at = from + len + (from[len] == ' ');
    return (pl_str){from, (uint32_t)len};
}

bool pl_adapter_has_word(const char *words, pl_str word) {
    for (pl_str next; (next = pl_adapter_word(&words)).len;) {
        if (pl_str_eq(word, next)) {
            return true;
        }
    }
    return false;
}

bool pl_adapter_reserved(const pl_adapter *ad, pl_str word) {
    const char *at = PL_ADAPTER_HAS(ad, reserved);
    for (pl_str next; (next = pl_adapter_word(&at)).len;) {
        if (pl_str_eq_nocase(word, next)) {
            return true;
        }
    }
    return false;
}

static bool fits(const pl_name_grammar *g, const char *at, bool first) {
    static const pl_name_grammar usual;
    unsigned char c = (unsigned char)*at;
    g = g ? g : &usual;
    if (c >= 0x80) {
        return g->beyond_ascii;
    }
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (c >= '0' && c <= '9' && (!first || g->digit_first)) ||
           (c && !first && g->also && strchr(g->also, c));
}

pl_str pl_adapter_misfit(const pl_adapter *ad, pl_part part, bool quoted, pl_str name) {
    static const pl_name_grammar plain = {.digit_first = true};
    const pl_name_grammar *g = PL_ADAPTER_HAS(ad, names);
    bool narrow = g && g->plain[part];
    for (uint32_t i = 0; (narrow || !quoted) && i < name.len; i++) {
        if (!fits(narrow ? &plain : g, name.at + i, i == 0)) {
            uint32_t end = i + 1;
            while (end < name.len && ((unsigned char)name.at[end] & 0xC0) == 0x80) {
                end++;
            }
            return pl_str_sub(name, i, end);
        }
    }
    return PL_S("");
}

static pl_str change_case(pl_arena *a, pl_str s, char from, char to) {
    pl_str copy = pl_str_copy(a, s);
    char *at = (char *)(uintptr_t)copy.at;
    for (uint32_t i = 0; i < copy.len; i++) {
        if (at[i] >= from && at[i] <= to) {
            at[i] = (char)(at[i] ^ 0x20);
        }
    }
    return copy;
}

const pl_cred_field *pl_adapter_field(const pl_adapter *ad, pl_str name) {
    for (const pl_cred_field *f = ad->fields; f->name; f++) {
        if (pl_str_eq(name, pl_str_of(f->name))) {
            return f;
        }
    }
    return NULL;
}

pl_str pl_adapter_fold(const pl_adapter *ad, pl_arena *a, pl_str name, bool quoted) {
    switch (ad->fold) {
    case PL_FOLD_KEPT:
        return name;
    case PL_FOLD_LOWER:
        return quoted ? name : change_case(a, name, 'A', 'Z');
    case PL_FOLD_UPPER:
        return quoted ? name : change_case(a, name, 'a', 'z');
    case PL_FOLD_IGNORED:
        return change_case(a, name, 'A', 'Z');
    }
    return name;
}
