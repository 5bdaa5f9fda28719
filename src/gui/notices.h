// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include "gui/notice_bar.h"

namespace quanta::gui {

class Backend;

/// What the window waits for at this moment, the node before the wallets; empty when for nothing.
std::vector<Notice> current_notices(Backend& backend);

/// What an end of the node waits for.
Notice shutdown_notice(Backend& backend);

}  // namespace quanta::gui
