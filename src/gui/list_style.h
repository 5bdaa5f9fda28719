// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QHeaderView>
#include <QTableView>

namespace quanta::gui {

/// Makes a table look and behave like a list of lines.
inline void set_up_list(QTableView& table) {
    table.setAlternatingRowColors(true);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setShowGrid(false);
    // Tab leaves it, the arrows move in it.
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 10);
    table.horizontalHeader()->setHighlightSections(false);
}

}  // namespace quanta::gui
