using Akka.Actor;

namespace Akka.Pattern;

/// <summary>
/// Keeps calls from what has failed too often: closed, it counts failures; open, calls fail at once; after a while half
/// open, one call is let through, and whether that succeeds decides.
/// </summary>
public class CircuitBreaker
{
    private const double NoBackoff = 1.0;
    private const double DefaultBackoffFactor = 2.0;
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(36500);
    private static readonly object NoResult = new();

    private readonly Lock _lock = new();
    private readonly List<Action> _onOpen = [];
    private readonly List<Action> _onHalfOpen = [];
    private readonly List<Action> _onClose = [];
    private Phase _phase = Phase.Closed;
    private int _failures;
    private bool _tried;
    private TimeSpan _currentResetTimeout;
    private long _openedAt;

    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, NoLimit, NoBackoff)
    {
    }

    public CircuitBreaker(
        IScheduler scheduler,
        int maxFailures,
        TimeSpan callTimeout,
        TimeSpan resetTimeout,
        TimeSpan maxResetTimeout,
        double exponentialBackoffFactor)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, maxResetTimeout, exponentialBackoffFactor, randomFactor: 0)
    {
    }

    public CircuitBreaker(
        IScheduler scheduler,
        int maxFailures,
        TimeSpan callTimeout,
        TimeSpan resetTimeout,
        TimeSpan maxResetTimeout,
        double exponentialBackoffFactor,
        double randomFactor)
    {
        if (exponentialBackoffFactor < 1) throw new ArgumentException("factor must be >= 1.0", nameof(exponentialBackoffFactor));
        if (randomFactor is < 0 or > 1) throw new ArgumentException("randomFactor must be between 0.0 and 1.0", nameof(randomFactor));
        Scheduler = scheduler;
        MaxFailures = maxFailures;
        CallTimeout = callTimeout;
        ResetTimeout = resetTimeout;
        MaxResetTimeout = maxResetTimeout;
        ExponentialBackoffFactor = exponentialBackoffFactor;
        RandomFactor = randomFactor;
        _currentResetTimeout = resetTimeout;
    }

    private enum Phase
    {
        Closed,
        Open,
        HalfOpen,
    }

    public IScheduler Scheduler { get; }

    public int MaxFailures { get; }

    /// <summary>A call that takes longer counts as a failure.</summary>
    public TimeSpan CallTimeout { get; }

    /// <summary>How long the breaker stays open.</summary>
    public TimeSpan ResetTimeout { get; }

    public TimeSpan MaxResetTimeout { get; }

    /// <summary>By what the time is multiplied each time that the half-open breaker opens again.</summary>
    public double ExponentialBackoffFactor { get; }

    /// <summary>The fraction by which chance may lengthen the time.</summary>
    public double RandomFactor { get; }

    /// <summary>Failures since the breaker closed or a call last succeeded.</summary>
    public long CurrentFailureCount => Volatile.Read(ref _failures);

    public Exception LastCaughtException { get; private set; }

    public bool IsClosed => Is(Phase.Closed);

    public bool IsOpen => Is(Phase.Open);

    public bool IsHalfOpen => Is(Phase.HalfOpen);

    public static CircuitBreaker Create(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout) =>
        new(scheduler, maxFailures, callTimeout, resetTimeout);

    /// <summary>Makes a call through the breaker.</summary>
    /// <exception cref="OpenCircuitException">The breaker is open.</exception>
    /// <exception cref="TimeoutException">The call took longer than <see cref="CallTimeout"/>.</exception>
    public async Task<T> WithCircuitBreaker<T>(Func<Task<T>> body)
    {
        var entered = Enter();
        try
        {
            var result = await body().WaitAsync(CallTimeout).ConfigureAwait(false);
            Succeeded(entered);
            return result;
        }
        catch (Exception e)
        {
            Failed(entered, e);
            throw;
        }
    }

    public Task<T> WithCircuitBreaker<T, TState>(TState state, Func<TState, Task<T>> body) => WithCircuitBreaker(() => body(state));

    /// <inheritdoc cref="WithCircuitBreaker{T}(Func{Task{T}})"/>
    public Task WithCircuitBreaker(Func<Task> body) => WithCircuitBreaker(async () =>
    {
        await body().ConfigureAwait(false);
        return NoResult;
    });

    public Task WithCircuitBreaker<TState>(TState state, Func<TState, Task> body) => WithCircuitBreaker(() => body(state));

    /// <inheritdoc cref="WithCircuitBreaker{T}(Func{Task{T}})"/>
    public void WithSyncCircuitBreaker(Action body) => WithSyncCircuitBreaker(() =>
    {
        body();
        return NoResult;
    });

    /// <inheritdoc cref="WithCircuitBreaker{T}(Func{Task{T}})"/>
    public T WithSyncCircuitBreaker<T>(Func<T> body) => WithCircuitBreaker(() => Task.Run(body)).GetAwaiter().GetResult();

    /// <summary>Counts a call that was not made through the breaker as succeeded.</summary>
    public void Succeed() => Succeeded(PhaseNow());

    /// <summary>Counts a call that was not made through the breaker as failed.</summary>
    public void Fail() => Failed(PhaseNow(), new UserCalledFailException());

    public CircuitBreaker OnOpen(Action callback) => Add(_onOpen, callback);

    public CircuitBreaker OnHalfOpen(Action callback) => Add(_onHalfOpen, callback);

    public CircuitBreaker OnClose(Action callback) => Add(_onClose, callback);

    /// <summary>A breaker like this one that stays open twice as long each time, up to a limit.</summary>
    public CircuitBreaker WithExponentialBackoff(TimeSpan maxResetTimeout) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, maxResetTimeout, DefaultBackoffFactor, RandomFactor);

    /// <summary>A breaker like this one with some chance in the time that it stays open.</summary>
    public CircuitBreaker WithRandomFactor(double randomFactor) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, MaxResetTimeout, ExponentialBackoffFactor, randomFactor);

    private static void Call(List<Action> callbacks)
    {
        Action[] now = [.. callbacks];
        if (now.Length == 0) return;
        _ = Task.Run(() =>
        {
            foreach (var callback in now) callback();
        });
    }

    private bool Is(Phase phase) => PhaseNow() == phase;

    private Phase PhaseNow()
    {
        lock (_lock) return _phase;
    }

    private CircuitBreaker Add(List<Action> callbacks, Action callback)
    {
        lock (_lock) callbacks.Add(callback);
        return this;
    }

    private Phase Enter()
    {
        lock (_lock)
        {
            switch (_phase)
            {
                case Phase.Open:
                    var left = _currentResetTimeout - TimeSpan.FromMilliseconds(Environment.TickCount64 - _openedAt);
                    throw new OpenCircuitException(LastCaughtException, left > TimeSpan.Zero ? left : TimeSpan.Zero);
                case Phase.HalfOpen when _tried:
                    throw new OpenCircuitException(LastCaughtException, TimeSpan.Zero);
                case Phase.HalfOpen:
                    _tried = true;
                    return Phase.HalfOpen;
                default:
                    return _phase;
            }
        }
    }

    // What began in another phase says nothing about this one.
    private void Succeeded(Phase entered)
    {
        lock (_lock)
        {
            if (entered != _phase || _phase == Phase.Open) return;
            _failures = 0;
            if (_phase != Phase.HalfOpen) return;
            _phase = Phase.Closed;
            _currentResetTimeout = ResetTimeout;
            Call(_onClose);
        }
    }

    private void Failed(Phase entered, Exception cause)
    {
        lock (_lock)
        {
            if (entered != _phase || _phase == Phase.Open) return;
            LastCaughtException = cause;
            _failures++;
            if (_phase == Phase.HalfOpen) _currentResetTimeout = NextResetTimeout();
            else if (_failures < MaxFailures) return;
            _phase = Phase.Open;
            _openedAt = Environment.TickCount64;
            Call(_onOpen);
            Scheduler.Advanced.ScheduleOnce(_currentResetTimeout, TryAgain);
        }
    }

    private void TryAgain()
    {
        lock (_lock)
        {
            _phase = Phase.HalfOpen;
            _tried = false;
            Call(_onHalfOpen);
        }
    }

    private TimeSpan NextResetTimeout()
    {
        var longer = _currentResetTimeout * (ExponentialBackoffFactor * (1 + (Random.Shared.NextDouble() * RandomFactor)));
        return longer < MaxResetTimeout ? longer : MaxResetTimeout;
    }
}

/// <summary>The breaker is open: the call was not made.</summary>
public class OpenCircuitException : AkkaException
{
    private const string IsOpen = "Circuit Breaker is open; calls are failing fast";

    public OpenCircuitException()
        : base(IsOpen)
    {
    }

    public OpenCircuitException(string message)
        : base(message)
    {
    }

    public OpenCircuitException(string message, TimeSpan remainingDuration)
        : base(message) => RemainingDuration = remainingDuration;

    public OpenCircuitException(string message, Exception cause)
        : base(message, cause)
    {
    }

    public OpenCircuitException(string message, Exception cause, TimeSpan remainingDuration)
        : base(message, cause) => RemainingDuration = remainingDuration;

    public OpenCircuitException(Exception cause)
        : base(IsOpen, cause)
    {
    }

    public OpenCircuitException(Exception cause, TimeSpan remainingDuration)
        : base(IsOpen, cause) => RemainingDuration = remainingDuration;

    /// <summary>Until the breaker tries again; zero if it is trying.</summary>
    public TimeSpan RemainingDuration { get; }
}

/// <summary>The cause of a failure that <see cref="CircuitBreaker.Fail"/> reported.</summary>
public class UserCalledFailException() : AkkaException($"User code caused {nameof(CircuitBreaker)} to fail because it calls the Fail method.");

public class IllegalStateException : AkkaException
{
    public IllegalStateException(string message)
        : base(message)
    {
    }

    public IllegalStateException(string message, Exception innerEx)
        : base(message, innerEx)
    {
    }
}
