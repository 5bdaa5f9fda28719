// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include <QScrollArea>

#include "interfaces/network.h"

class QLabel;
class QLineEdit;

namespace quanta::gui {

/// All about one peer.
class PeerDetails : public QScrollArea {
public:
    explicit PeerDetails(QWidget* parent = nullptr);
    /// `now_s` is the node's time.
    void show_peer(const interfaces::PeerStatus& peer, int64_t now_s);
    /// Whether what is shown is true now; it is grey when not.
    void set_fresh(bool fresh);

private:
    /// Where a fact is shown: one of the two.
    struct Value {
        QLabel* label = nullptr;
        QLineEdit* line = nullptr;

        QWidget& widget() const;
        void show(const QString& text) const;
    };

    static Value make_value(const QString& name, bool one_line);

    std::vector<Value> m_values;  ///< in the order of peer_facts()
};

}  // namespace quanta::gui
