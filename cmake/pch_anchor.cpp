// The one source of the target whose precompiled standard headers all others reuse.
namespace quanta {
extern const int kPchAnchor;
const int kPchAnchor = 0;
}  // namespace quanta
