# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# What a schema imports to describe C++ classes: annotations for the generator, and the few types that every
# connection speaks. Ids, names, ordinals and defaults are fixed: programs of others rely on them.

@0xcc316e3f71a040fb;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("mp");

# ---- Annotations ----

annotation include @0xb899f3c154fdb458 (file) :Text;
# A C++ header with the classes that this schema wraps. May repeat.

annotation includeTypes @0xbcec15648e8a0cf1 (file) :Text;
# A C++ header with the type hooks (mp/type-*.h and one's own) that its fields need. May repeat.

annotation wrap @0xe6f46079b7b1405e (interface, struct) :Text;
# The C++ class an interface stands for, or the C++ struct a struct is copied from and to.

annotation count @0xd02682b319f69b38 (param, struct, interface) :Int32;
# How many C++ parameters this one stands for, if not one. 0: none, it is filled in from the connection. On a
# struct or an interface it holds for each parameter of that type.

annotation exception @0x996a183200992f88 (param) :Text;
# On a result: the C++ exception that it carries. The server catches it, the client throws it again.

annotation name @0xb594888f63f4dbb9 (field, method) :Text;
# The name in C++, where it differs.

annotation skip @0x824c08b82695d8dd (field) :Void;
# The field has no counterpart in C++. As count(0).

# ---- Threads ----

interface ThreadMap $count(0) {
    # Offered by each side of a connection to the other, to choose where its calls run.

    makeThread @0 (name :Text) -> (result :Thread);
    # Starts a thread. It runs the calls that name it, one after another in the order in which they came.

    makePool @1 (count :UInt32) -> ();
    # Starts threads for the calls on this connection that name none.
}

interface Thread {
    # A thread of the side that made it; it ends when the last reference is dropped.

    getName @0 () -> (result :Text);
}

struct Context $count(0) {
    # First parameter of each method that may block. A method without one runs on the event loop.

    thread @0 :Thread;
    # Where to run the call: a thread of the receiver.

    callbackThread @1 :Thread;
    # Where the caller waits: a thread of the sender. What the call calls back runs there.
}
