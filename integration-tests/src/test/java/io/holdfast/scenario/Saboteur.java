package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;

/** A user's gate that breaks its contract at one place, and keeps books of what drivers ask of it. */
final class Saboteur extends Gate {
    enum Place {
        NOWHERE,
        ENTER,
        ENQUEUE,
        STANDS,
        LEFT,
        SETTLE
    }

    private final Place place;
    private final Throwable thrown;
    private final boolean queues;
    int granted;
    int settled;

    Saboteur(PolicySite site, Place place, Throwable thrown, boolean queues) {
        super(site.name(), site.time());
        this.place = place;
        this.thrown = thrown;
        this.queues = queues;
    }

    private void at(Place here) {
        if (here == place) {
            Sneak.sneak(thrown);
        }
    }

    @Override
    public Role role() {
        return Role.CONCURRENCY;
    }

    @Override
    public long enter(long now, long deadline, Object subject) {
        at(Place.ENTER);
        if (queues) {
            return QUEUE;
        }
        return granted++;
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        if (place == Place.LEFT) {
            ticket.notAfter(now + 1);
            return 0; // never granted
        }
        ticket.grant(granted++);
        at(Place.ENQUEUE); // the worst moment: the grant is out already
        return 0;
    }

    @Override
    public void left(Ticket ticket) {
        at(Place.LEFT);
    }

    @Override
    public boolean stands(long permit) {
        at(Place.STANDS);
        return true;
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        settled++;
        at(Place.SETTLE);
    }

    void allSettled() {
        assertThat(settled).as("settled of %s", this).isEqualTo(granted);
    }
}
