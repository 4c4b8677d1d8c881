/* manifest.json of another run: it is read, or what is wrong is said; each entry can be
 * looked at. */
#include "project/state/state.h"
#include "tests/fuzz/memory_file.h"

static void look(const pl_state *s, pl_arena *a) {
    static const char *const fields[] = {"config", "raw_code", "fqn", "depends_on"};
    pl_state_entry e;
    pl_str id;
    for (uint32_t i = 0; pl_state_node_at(s, i, &id, &e); i++) {
        require(pl_str_eq(pl_state_find(s, id).json, e.json));
        pl_state_is_disabled(s, id);
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
            require(pl_state_field(e, fields[k], a).kind != PL_UNSET);
        }
    }
    require(pl_state_adapter(s).at != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_diag_sink sink = {.arena = &a};
    fuzz_file f = fuzz_file_of(&a, fuzz_text(data, size));
    const pl_state *s = pl_state_read_file(f.path, &a, &sink);
    require((s != NULL) == (sink.errors == 0));
    if (s) {
        look(s, &a);
    }
    close(f.fd);
    pl_arena_free(&a);
    return 0;
}
