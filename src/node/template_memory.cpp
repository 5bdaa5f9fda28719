// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/template_memory.h"

#include <utility>

namespace quanta::node {

TemplateMemory::Share::Share(std::shared_ptr<TemplateMemory> memory, mining::ContentsRef contents)
    : m_memory(std::move(memory)), m_contents(std::move(contents)) {
    m_memory->add(*m_contents);
}

TemplateMemory::Share::~Share() {
    m_memory->remove(*m_contents);
}

size_t TemplateMemory::bytes() const {
    const sys::MutexLock lock(m_mutex);
    return m_bytes;
}

void TemplateMemory::add(const mining::BlockContents& contents) {
    const sys::MutexLock lock(m_mutex);
    for (const mining::TransactionList::PageRef& page : contents.transactions.pages()) {
        if (m_pages[page.get()]++ == 0) m_bytes += page->bytes();
    }
}

void TemplateMemory::remove(const mining::BlockContents& contents) {
    const sys::MutexLock lock(m_mutex);
    for (const mining::TransactionList::PageRef& page : contents.transactions.pages()) {
        const auto counted = m_pages.find(page.get());
        if (--counted->second > 0) continue;
        m_bytes -= page->bytes();
        m_pages.erase(counted);
    }
}

}  // namespace quanta::node
