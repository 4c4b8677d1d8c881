/* eval/text/notation.h: values written as and read from JSON, Python literals and HTML. */
#ifndef PL_EVAL_TEXT_NOTATION_H
#define PL_EVAL_TEXT_NOTATION_H

#include "eval/value/run.h"

/* json.loads: returns PL_FAILED only for limits; PL_MISSING and *why for bad JSON.
 * `extended`: {"$tuple"...}, {"$set"...}, {"$float"...} of the template vectors. */
pl_found pl_json_parse(pl_eval *ev, pl_str text, bool extended, pl_value *out,
                       pl_str *why);
/* json.dumps: `indent` < 0: on one line with ", " and ": ". TypeError for what JSON
 * lacks. `ascii`: non-ASCII as \u escapes (Python's default). */
bool pl_json_dump(pl_eval *ev, pl_value v, bool sort_keys, int indent, bool ascii,
                  pl_buf *to);
/* ast.literal_eval; PL_MISSING: no literal. */
pl_found pl_literal_eval(pl_eval *ev, pl_str text, pl_value *out);
/* html.escape as markupsafe does it: & < > ' " */
void pl_html_escape(pl_out *to, pl_value str);
/* To be asked before where a template decides how long the text is. */
bool pl_html_afford(pl_eval *ev, pl_value str);

/* markupsafe's striptags of a PL_STR: no tags, white space collapsed, unescaped. */
bool pl_text_striptags(pl_eval *ev, pl_value text, pl_value *out);
/* html.unescape of Python. */
void pl_html_unescape(pl_buf *to, pl_str s);

/* json.dumps with an indentation of its own; `indent` NULL: one line. */
bool pl_json_dump_with(pl_eval *ev, pl_value v, bool sorted, const pl_str *indent,
                       bool ascii, pl_out *to);

#endif
