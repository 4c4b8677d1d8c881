/* JSON: what is read and written again reads back as the same value, and the scan that
 * skips finds the members that the reader finds. */
#include "eval/eval.h"
#include "project/input/json_scan.h"
#include "tests/fuzz/fuzz.h"

static pl_str written(pl_eval *ev, pl_value v, bool ascii) {
    pl_buf text = {0};
    require(pl_json_dump(ev, v, false, -1, ascii, &text));
    pl_str s = pl_str_copy(ev->arena, pl_buf_view(&text));
    pl_buf_free(&text);
    require_utf8(s);
    return s;
}

static void scan(pl_eval *ev, pl_str text, pl_value whole) {
    pl_json_cursor c;
    pl_str key = {NULL, 0}, value;
    pl_value entries = pl_dict_new(ev->arena, 8);
    if (!pl_json_enter(&c, pl_str_trim(text))) {
        return;
    }
    uint32_t count = 0;
    while (pl_json_next(&c, ev->arena, &key, &value)) {
        require(value.at >= text.at && value.at + value.len <= text.at + text.len);
        count++;
        if (c.object) {
            pl_dict_put_str(ev->arena, entries.as.dict, key,
                            pl_json_parsed(value, ev->arena));
            pl_json_text(value, ev->arena);
        }
    }
    if (whole.kind == PL_DICT) {
        require(!c.broken);
        require(pl_str_eq(written(ev, entries, true), written(ev, whole, true)));
    } else if (whole.kind == PL_LIST) {
        require(!c.broken && count == whole.as.list->len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_eval ev;
    pl_value v, again;
    pl_str why;
    pl_str text = fuzz_text(data, size);
    pl_run_init(&ev, &a, &pl_ops_access);
    if (text.len && pl_utf8_invalid(text) == UINT32_MAX) {
        text = pl_source_new(&a, PL_S("fuzz.json"), text)->text;
        if (pl_json_parse(&ev, text, false, &v, &why) == PL_FOUND) {
            pl_str plain = written(&ev, v, false);
            require(pl_json_parse(&ev, plain, false, &again, &why) == PL_FOUND);
            require(pl_str_eq(plain, written(&ev, again, false)));
            scan(&ev, text, v);
        } else {
            scan(&ev, text, pl_none());
        }
        pl_json_parse(&ev, text, true, &v, &why);
        pl_literal_eval(&ev, text, &v);
    }
    pl_run_done(&ev);
    pl_arena_free(&a);
    return 0;
}
