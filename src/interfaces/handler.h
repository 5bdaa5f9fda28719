// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

namespace quanta::interfaces {

/// Keeps a sink registered: destroying it ends that, after the call in progress.
class Handler {
public:
    virtual ~Handler() = default;
    /// The sink is called no more once this returns. Idempotent. Not from the sink's own methods.
    virtual void disconnect() = 0;
};

}  // namespace quanta::interfaces
