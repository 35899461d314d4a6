using Akka.Pattern;

namespace FedPrune.Compat.Tests.Actors;

public sealed class CircuitBreakerTests : ActorTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_closed_breaker_lets_calls_through_and_counts_failures_in_a_row()
    {
        var breaker = Breaker(maxFailures: 3);
        await Fails(breaker);
        Assert.Equal(1, breaker.CurrentFailureCount);
        Assert.Equal(5, await breaker.WithCircuitBreaker(() => Task.FromResult(5)));
        Assert.Equal(0, breaker.CurrentFailureCount);
        Assert.True(breaker.IsClosed);
    }

    [Fact]
    public async Task After_so_many_failures_it_opens_and_calls_fail_at_once()
    {
        var breaker = Breaker(maxFailures: 2);
        await Fails(breaker);
        await Fails(breaker);
        Assert.True(breaker.IsOpen);
        var called = false;
        await Assert.ThrowsAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(() =>
        {
            called = true;
            return Task.CompletedTask;
        }));
        Assert.False(called);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_a_failure()
    {
        var breaker = new CircuitBreaker(System.Scheduler, 1, callTimeout: Soon, resetTimeout: Patience);
        var never = new TaskCompletionSource<int>();
        await Assert.ThrowsAsync<TimeoutException>(() => breaker.WithCircuitBreaker(() => never.Task));
        await Eventually(() => breaker.IsOpen);
    }

    [Fact]
    public async Task After_a_while_one_call_decides_whether_it_closes()
    {
        var breaker = new CircuitBreaker(System.Scheduler, 1, Patience, resetTimeout: Soon);
        await Fails(breaker);
        await Eventually(() => breaker.IsHalfOpen);
        var answer = new TaskCompletionSource<int>();
        var first = breaker.WithCircuitBreaker(() => answer.Task);
        await Assert.ThrowsAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(() => Task.FromResult(0)));
        answer.SetResult(1);
        Assert.Equal(1, await first);
        await Eventually(() => breaker.IsClosed);
    }

    [Fact]
    public async Task A_failure_of_that_call_opens_it_again()
    {
        var opened = 0;
        var breaker = new CircuitBreaker(System.Scheduler, 1, Patience, resetTimeout: Soon)
            .OnOpen(() => Interlocked.Increment(ref opened));
        await Fails(breaker);
        await Eventually(() => breaker.IsHalfOpen);
        await Fails(breaker);
        await Eventually(() => Volatile.Read(ref opened) == 2);
    }

    [Fact]
    public async Task Listeners_hear_of_every_change()
    {
        var (opened, halfOpened, closed) = (0, 0, 0);
        var breaker = new CircuitBreaker(System.Scheduler, 1, Patience, resetTimeout: Soon)
            .OnOpen(() => opened++).OnHalfOpen(() => halfOpened++).OnClose(() => closed++);
        breaker.Fail();
        await Eventually(() => breaker.IsHalfOpen);
        breaker.Succeed();
        await Eventually(() => (Volatile.Read(ref opened), Volatile.Read(ref halfOpened), Volatile.Read(ref closed)) == (1, 1, 1));
    }

    [Fact]
    public void Synchronous_calls_go_through_it_too()
    {
        var breaker = Breaker(maxFailures: 1);
        Assert.Equal(5, breaker.WithSyncCircuitBreaker(() => 5));
        Assert.ThrowsAny<Exception>(() => breaker.WithSyncCircuitBreaker(() => throw new InvalidOperationException()));
        Assert.True(breaker.IsOpen);
    }

    private static Task Fails(CircuitBreaker breaker) => Assert.ThrowsAsync<InvalidOperationException>(
        () => breaker.WithCircuitBreaker(() => Task.FromException(new InvalidOperationException())));

    private CircuitBreaker Breaker(int maxFailures) => new(System.Scheduler, maxFailures, Patience, Patience);
}
