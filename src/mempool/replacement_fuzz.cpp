// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Transactions and parents with a child that fight for few coins. Nothing is thrown out for room or age here,
// so that whatever is gone was replaced, and paid for.
#include <algorithm>
#include <map>

#include "cluster/chunk_order.h"
#include "mempool/test_steps.h"

namespace cluster = quanta::cluster;
namespace mempool = quanta::mempool;
namespace primitives = quanta::primitives;
namespace sys = quanta::sys;
using mempool::TransactionRef;

namespace {

/// The pool as far as replacement is judged by it.
struct View {
    explicit View(const mempool::TestMempool& m) : diagram(m.reader.diagram()) {
        m.reader.for_each([this](const mempool::Entry& entry) {
            fees.emplace(entry.transaction->txid(), entry.modified_fee().sat);
            total += entry.modified_fee().sat;
            return true;
        });
    }
    std::vector<cluster::FeeSize> diagram;
    std::map<primitives::Txid, int64_t> fees;
    int64_t total = 0;
};

/// What `replaced` says is what is gone; what has come pays for it, and for its own way.
void check_change(const mempool::TestMempool& m, const View& before,
                  const std::vector<primitives::Txid>& replaced) {
    const View after(m);
    int64_t arrived_vsize = 0;
    for (const auto& [txid, fee] : after.fees) {
        if (!before.fees.contains(txid)) arrived_vsize += m.reader.find(txid)->vsize();
    }
    size_t gone = 0;
    for (const auto& [txid, fee] : before.fees) {
        if (after.fees.contains(txid)) continue;
        ++gone;
        CHECK(std::ranges::count(replaced, txid) == 1);
    }
    CHECK(gone == replaced.size());
    const auto compared = cluster::compare_diagrams(after.diagram, before.diagram);
    if (arrived_vsize == 0) {
        CHECK(gone == 0 && compared == 0);
        return;
    }
    CHECK(compared >= 0);
    if (gone == 0) return;
    CHECK(compared > 0);
    const auto& options = m.state.options.policy;
    CHECK(after.total - before.total >= options.incremental.fee_for(arrived_vsize).sat);
}

class Fight {
public:
    Fight(const uint8_t* data, size_t size) : m_steps(data, size, options()) {}

    bool at_end() const { return m_steps.at_end(); }

    void step() {
        switch (m_steps.draw(8)) {
            case 0:
                raise();
                break;
            case 1:
            case 2:
                offer_family();
                break;
            default:
                offer();
                break;
        }
        m_steps.check();
    }

private:
    static mempool::Options options() {
        mempool::Options options;
        options.cluster.count = 6;
        return options;
    }
    void offer() {
        const View before(m_steps.m);
        const auto result = m_steps.m.acceptance.accept(m_steps.any_transaction(), mempool::Terms{});
        check_change(m_steps.m, before, result.replaced);
    }
    void offer_family() {
        const TransactionRef parent = m_steps.transaction();
        mempool::Spec spec;
        spec.from = {mempool::TestMempool::output(parent)};
        spec.fee_sat = 200 * int64_t{m_steps.draw(250)};
        spec.version = parent->version();
        spec.padding = m_steps.draw(4) == 0 ? 10 * m_steps.draw(250) : 0;
        // More than there is cannot be paid.
        spec.fee_sat = std::min(spec.fee_sat, spec.from[0].coin.value.sat);
        const TransactionRef package[] = {parent, mempool::TestMempool::make(spec)};
        const View before(m_steps.m);
        const auto result = m_steps.m.acceptance.accept_package(package, mempool::Terms{});
        check_change(m_steps.m, before, result.replaced);
    }
    /// Somebody's fee counts for more from now on.
    void raise() {
        const TransactionRef one = m_steps.any_transaction();
        const sys::MutexLock lock(m_steps.m.state.mutex);
        m_steps.m.state.pool.prioritise(one->txid(), {m_steps.draw(250) * int64_t{20}});
        m_steps.m.state.changed();
    }

    mempool::TestSteps m_steps;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Fight fight(data, size);
    for (int i = 0; i < 60 && !fight.at_end(); ++i)
        fight.step();
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return mempool::test_step_seeds();
}
