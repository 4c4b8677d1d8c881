/* str.format, as Jinja2's sandbox runs it: string.Formatter with the environment's
 * getattr and getitem. */
#include "eval/text/format_priv.h"
#include "eval/text/notation.h"
#include "eval/text/text.h"

/* Positional arguments are numbered by hand or by themselves, not both. */
typedef struct formatter {
    pl_eval *ev;
    pl_value args;   /* a tuple */
    pl_value kwargs; /* a dict or another mapping */
    bool markup;
    bool manual;
    int64_t next;
} formatter;

/* One replacement field. */
typedef struct field {
    pl_str name;         /* empty: numbered by itself */
    int64_t number;      /* then this */
    uint32_t conversion; /* its character, 0: none */
    uint32_t spec_lo, spec_hi;
} field;

static bool value_error(formatter *f, const char *words) {
    return pl_raise(f->ev, PL_EXC_VALUE, "%s", words);
}

/* ---- parsing */

/* From behind the '{' to the character that ends the name, which is returned. */
static char read_name(pl_str s, uint32_t *i) {
    while (*i < s.len) {
        char c = s.at[(*i)++];
        if (c == '{' || c == '}' || c == ':' || c == '!') {
            return c;
        }
        if (c == '[') {
            while (*i < s.len && s.at[*i] != ']') {
                ++*i;
            }
        }
    }
    return 0;
}

static bool read_spec(formatter *f, pl_str s, uint32_t *i, field *to) {
    uint32_t depth = 1;
    to->spec_lo = *i;
    while (*i < s.len) {
        char c = s.at[(*i)++];
        depth += c == '{';
        depth -= c == '}';
        if (!depth) {
            to->spec_hi = *i - 1;
            return true;
        }
    }
    return value_error(f, "unmatched '{' in format spec");
}

static bool read_conversion(formatter *f, pl_str s, uint32_t *i, field *to,
                            bool *done) {
    if (*i >= s.len) {
        return value_error(f, "end of string while looking for conversion specifier");
    }
    to->conversion = pl_utf8_next(s, i);
    *done = false;
    if (*i < s.len) {
        char c = s.at[(*i)++];
        *done = c == '}';
        return *done || c == ':' ||
               value_error(f, "expected ':' after conversion specifier");
    }
    return true;
}

static bool read_field(formatter *f, pl_str s, uint32_t *i, field *to) {
    uint32_t start = *i;
    bool done = false;
    char end = read_name(s, i);
    *to = (field){.name = pl_str_sub(s, start, *i - (end != 0))};
    if (end == '{') {
        return value_error(f, "unexpected '{' in field name");
    }
    if (!end) {
        return value_error(f, "expected '}' before end of string");
    }
    if (end == '}') {
        return true;
    }
    if (end == '!' && !read_conversion(f, s, i, to, &done)) {
        return false;
    }
    return done || read_spec(f, s, i, to);
}

/* ---- finding the value */

static bool is_number(pl_str s, int64_t *out) {
    *out = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9' || *out > INT64_MAX / 10 - 9) {
            return false;
        }
        *out = *out * 10 + (s.at[i] - '0');
    }
    return s.len != 0;
}

static bool missing_key(formatter *f, pl_str name) {
    pl_buf quoted = {0};
    pl_str_repr(&quoted, name);
    pl_str text = pl_buf_take(&quoted, f->ev->arena);
    pl_buf_free(&quoted);
    return pl_raise_str(f->ev, PL_EXC_KEY, text);
}

static bool named_argument(formatter *f, pl_str name, pl_value *out) {
    if (f->kwargs.kind == PL_DICT) {
        const pl_value *found = pl_dict_find(f->kwargs.as.dict, name);
        if (!found) {
            return missing_key(f, name);
        }
        *out = *found;
        return true;
    }
    if (f->kwargs.kind == PL_OBJECT && f->kwargs.as.obj->cls->item) {
        pl_found found =
            f->kwargs.as.obj->cls->item(f->ev, f->kwargs.as.obj, pl_string(name), out);
        return found == PL_FOUND || (found == PL_MISSING && missing_key(f, name));
    }
    if (f->kwargs.kind == PL_UNDEFINED) {
        return f->ev->access->getitem(f->ev, f->kwargs, pl_string(name), out);
    }
    return pl_raise(f->ev, PL_EXC_TYPE, "'%s' object is not subscriptable",
                    pl_type_name(f->kwargs));
}

static bool numbered_argument(formatter *f, int64_t i, pl_value *out) {
    if (i >= f->args.as.list->len) {
        return pl_raise(f->ev, PL_EXC_INDEX,
                        "Replacement index %lld out of range for positional args tuple",
                        (long long)i);
    }
    *out = f->args.as.list->at[i];
    return true;
}

static bool follow_attribute(formatter *f, pl_str s, uint32_t *i, pl_value *v) {
    uint32_t start = *i;
    while (*i < s.len && s.at[*i] != '.' && s.at[*i] != '[') {
        ++*i;
    }
    pl_str name = pl_str_sub(s, start, *i);
    if (!name.len) {
        return value_error(f, "Empty attribute in format string");
    }
    return f->ev->access->getattr(f->ev, *v, name, pl_str_hash(name), v);
}

static bool follow_item(formatter *f, pl_str s, uint32_t *i, pl_value *v) {
    int64_t number;
    uint32_t start = *i;
    while (*i < s.len && s.at[*i] != ']') {
        ++*i;
    }
    if (*i >= s.len) {
        return value_error(f, "Missing ']' in format string");
    }
    pl_str name = pl_str_sub(s, start, (*i)++);
    if (!name.len) {
        return value_error(f, "Empty attribute in format string");
    }
    pl_value key = is_number(name, &number) ? pl_int(number) : pl_string(name);
    return f->ev->access->getitem(f->ev, *v, key, v);
}

static bool first_value(formatter *f, pl_str name, pl_value *out) {
    int64_t i;
    return is_number(name, &i) ? numbered_argument(f, i, out)
                               : named_argument(f, name, out);
}

/* "0.name[key]" */
static bool field_value(formatter *f, const field *from, pl_value *v) {
    pl_str s = from->name;
    uint32_t i = 0;
    if (!s.len) {
        return numbered_argument(f, from->number, v);
    }
    while (i < s.len && s.at[i] != '.' && s.at[i] != '[') {
        i++;
    }
    if (!first_value(f, pl_str_sub(s, 0, i), v)) {
        return false;
    }
    while (i < s.len) {
        char c = s.at[i++];
        if (c != '.' && c != '[') {
            return value_error(
                f, "Only '.' or '[' may follow ']' in format field specifier");
        }
        if (!(c == '.' ? follow_attribute(f, s, &i, v) : follow_item(f, s, &i, v))) {
            return false;
        }
    }
    return true;
}

/* An empty name is the next number. */
static bool number_field(formatter *f, field *to) {
    int64_t ignored;
    if (!to->name.len) {
        if (f->manual) {
            return value_error(f, "cannot switch from manual field specification to "
                                  "automatic field numbering");
        }
        to->number = f->next++;
    } else if (is_number(to->name, &ignored)) {
        if (f->next) {
            return value_error(
                f,
                "cannot switch from automatic field numbering to manual field specification");
        }
        f->manual = true;
    }
    return true;
}

static bool convert(formatter *f, uint32_t conversion, pl_value *v) {
    if (!conversion) {
        return true;
    }
    if (conversion != 's' && conversion != 'r' && conversion != 'a') {
        return pl_raise(f->ev, PL_EXC_VALUE, "Unknown conversion specifier %c",
                        conversion < 0x80 ? (int)conversion : '?');
    }
    if (conversion == 's') {
        return pl_to_str(f->ev, *v, v);
    }
    pl_out *o = pl_capture_begin(f->ev);
    bool ok = conversion == 'r' ? pl_repr(f->ev, *v, o) : pl_ascii(f->ev, *v, o);
    if (ok) {
        *v = pl_out_take(o, 0, f->ev->arena);
    }
    pl_capture_end(f->ev, o);
    return ok;
}

/* ---- writing */

/* EscapeFormatter of markupsafe. */
static bool put_escaped(formatter *f, pl_value v, pl_str spec, pl_out *to) {
    pl_value text;
    if (pl_is_markup(v)) {
        if (spec.len) {
            return value_error(f, "Unsupported format specification for Markup.");
        }
        pl_out_value(to, v);
        return true;
    }
    pl_out *o = pl_capture_begin(f->ev);
    bool ok = pl_format_spec(f->ev, v, spec, o);
    if (ok) {
        text = pl_out_take(o, 0, f->ev->arena);
        pl_html_escape(to, text);
        to->flags |= text.flags & PL_PROVENANCE;
    }
    pl_capture_end(f->ev, o);
    return ok;
}

static bool expand(formatter *f, pl_value text, int depth, pl_out *to);

static bool put_field(formatter *f, pl_value text, field *fl, int depth, pl_out *to) {
    pl_value v = pl_none();
    pl_str spec = PL_S("");
    if (!number_field(f, fl) || !field_value(f, fl, &v) ||
        !convert(f, fl->conversion, &v)) {
        return false;
    }
    if (fl->spec_hi > fl->spec_lo) {
        pl_out *o = pl_capture_begin(f->ev);
        pl_value inner = pl_text_piece(f->ev->arena, text, fl->spec_lo, fl->spec_hi);
        bool ok = expand(f, inner, depth - 1, o);
        spec = pl_str_from(pl_out_take(o, 0, f->ev->arena));
        pl_capture_end(f->ev, o);
        if (!ok) {
            return false;
        }
    }
    uint32_t before = to->text.len;
    return (f->markup ? put_escaped(f, v, spec, to)
                      : pl_format_spec(f->ev, v, spec, to)) &&
           pl_charge(f->ev, to->text.len - before);
}

/* Literal text up to the next field; *is_field tells whether one follows. */
static bool put_literal(formatter *f, pl_value text, uint32_t *i, bool *is_field,
                        pl_out *to) {
    pl_str s = pl_str_from(text);
    uint32_t start = *i;
    *is_field = false;
    while (*i < s.len && s.at[*i] != '{' && s.at[*i] != '}') {
        ++*i;
    }
    if (*i == s.len) {
        pl_out_slice(to, text, start, *i);
        return true;
    }
    char c = s.at[*i];
    bool doubled = *i + 1 < s.len && s.at[*i + 1] == c;
    if (!doubled && (c == '}' || *i + 1 == s.len)) {
        return pl_raise(f->ev, PL_EXC_VALUE, "Single '%c' encountered in format string",
                        c);
    }
    pl_out_slice(to, text, start, doubled ? *i + 1 : *i);
    *is_field = !doubled;
    *i += doubled ? 2 : 1;
    return true;
}

static bool expand(formatter *f, pl_value text, int depth, pl_out *to) {
    if (depth < 0) {
        return value_error(f, "Max string recursion exceeded");
    }
    for (uint32_t i = 0; i < text.len;) {
        bool is_field;
        field fl;
        if (!put_literal(f, text, &i, &is_field, to)) {
            return false;
        }
        if (is_field && (!read_field(f, pl_str_from(text), &i, &fl) ||
                         !put_field(f, text, &fl, depth, to))) {
            return false;
        }
    }
    return true;
}

bool pl_str_format(pl_eval *ev, pl_value format, pl_value args, pl_value kwargs,
                   pl_value *out) {
    formatter f = {
        .ev = ev, .args = args, .kwargs = kwargs, .markup = pl_is_markup(format)};
    if (!pl_charge(ev, format.len)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = expand(&f, format, 2, o);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
        out->flags |= format.flags & (PL_MARKUP | PL_PROVENANCE);
    }
    pl_capture_end(ev, o);
    return ok;
}
