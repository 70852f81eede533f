package io.holdfast.async;

/** Where the driver calls foreign code, or waits. */
enum Point {
    ENTER(Throwing.PASSES),
    ENQUEUE_GRANTED(Throwing.PASSES),
    ENQUEUE_LATER(Throwing.PASSES),
    ENQUEUE_RESERVED(Throwing.PASSES),
    ENQUEUE_REFUSED(Throwing.PASSES),
    LEFT(Throwing.ISOLATED),
    STANDS(Throwing.PASSES),
    SETTLE(Throwing.ISOLATED),
    LOOP_BEGIN(Throwing.ISOLATED),
    LOOP_NEXT(Throwing.STOPS),
    LIMIT_NANOS(Throwing.PASSES),
    LIMIT_CUT(Throwing.ISOLATED),
    KEY(Throwing.PASSES),
    CLASSIFIER(Throwing.ISOLATED),
    CAPTURE(Throwing.ISOLATED),
    RESTORE(Throwing.ISOLATED),
    CLOSE(Throwing.ISOLATED),
    STARTER(Throwing.FAILS),
    WHEN_COMPLETE(Throwing.FAILS),
    SOURCE_COMPLETION(Throwing.FAILS),
    TIMER(Throwing.STOPS),
    DISCARD(Throwing.ISOLATED),
    FALLBACK(Throwing.SURFACES),
    FALLBACK_LEARNS(Throwing.ISOLATED),
    WAITING(Throwing.NOT_CALLED),
    RESERVED(Throwing.NOT_CALLED),
    RUNNING(Throwing.NOT_CALLED),
    BACK_OFF(Throwing.NOT_CALLED);

    /** What becomes of the call when what is called there throws. */
    enum Throwing {
        /** Thrown as it is, past every loop; a fallback answers. */
        PASSES,
        /** Thrown as it is. */
        SURFACES,
        /** Nothing. */
        ISOLATED,
        /** The last failure surfaces, if there is one. */
        STOPS,
        /** The attempt has failed. */
        FAILS,
        /** Nobody is called: the call waits. */
        NOT_CALLED
    }

    final Throwing throwing;

    Point(Throwing throwing) {
        this.throwing = throwing;
    }

    /** Why a disturbance cannot happen here; null when it can. */
    String excuse(Disturbance disturbance) {
        if (throwing == Throwing.NOT_CALLED && disturbance.throwsThere()) {
            return "nobody is called who could throw";
        }
        if (this == CAPTURE && disturbance.needsFuture()) {
            return "the caller has no future yet";
        }
        return null;
    }
}
