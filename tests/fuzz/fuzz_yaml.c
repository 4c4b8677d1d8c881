/* YAML: the quick reader agrees with libyaml, faults can be told, and what is written
 * from a value reads back as that value. */
#include "eval/ops/python_text.h"
#include "project/yaml/quick.h"
#include "tests/fuzz/fuzz.h"
#include "tests/yaml_same.h"

static void write_and_read(pl_arena *a, pl_value v, pl_str repr) {
    pl_buf text = {0};
    pl_str why;
    pl_value again;
    if (pl_yaml_dump(v, false, a, &text, &why)) {
        require(pl_yaml_load_value(pl_buf_view(&text), a, NULL, &again, &why));
        require(pl_str_eq(pl_python_repr(a, again), repr));
    }
    pl_buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_str text = {(const char *)data, (uint32_t)size};
    const pl_yaml *quick = NULL;
    const pl_yaml *slow = NULL;
    pl_yaml_fault fault;
    if (size > 65536 || pl_utf8_invalid(text) != UINT32_MAX) {
        return 0;
    }
    const pl_source *src = pl_source_new(&a, PL_S("fuzz.yml"), text);
    bool taken = pl_yaml_quick(src, &a, &quick);
    if (pl_yaml_build_slowly(src, &a, &slow, &fault)) {
        pl_value v = pl_yaml_value(slow, &a, NULL);
        pl_str repr = pl_python_repr(&a, v);
        require(!taken || pl_yaml_same(quick, slow));
        write_and_read(&a, v, repr);
    } else {
        pl_diag_sink sink = {.arena = &a};
        require(!taken);
        pl_yaml_fault_report(&fault, &sink);
        require(sink.errors == 1);
    }
    pl_arena_free(&a);
    return 0;
}
