namespace Akka.Actor;

/// <summary>Ask: a message whose answer is a task.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Begin<T>(self, null, message, timeout, cancellationToken);

    /// <summary>The message is made with the reference that the answer is to go to.</summary>
    /// <exception cref="AskTimeoutException">No answer came in time.</exception>
    public static Task<T> Ask<T>(
        this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Begin<T>(self, messageFactory, null, timeout, cancellationToken);

    private static Task<T> Begin<T>(
        ICanTell self, Func<IActorRef, object> messageFactory, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var provider = ProviderOf(self) ?? throw new ArgumentException(
            "Unable to resolve the target Provider: the target is no reference to an actor", nameof(self));
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = provider.CreateFutureRef(completion);
        var limit = timeout ?? provider.Settings.AskTimeout;
        if (limit != Timeout.InfiniteTimeSpan && limit > TimeSpan.Zero) answer.TimeOutAfter(limit);
        if (cancellationToken.CanBeCanceled) answer.CancelOn(cancellationToken);
        answer.DeliverAsk(messageFactory is null ? message : messageFactory(answer), self);
        return completion.Task;
    }

    private static IActorRefProvider ProviderOf(ICanTell target) => target switch
    {
        ActorSelection selection => ProviderOf(selection.Anchor),
        IInternalActorRef reference => reference.Provider,
        _ => null,
    };
}

/// <summary>
/// The reference that stands for the asker. It has a path only once somebody asks for it, so that most questions never
/// touch the table of temporary names.
/// </summary>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;
    private ActorPath _path;
    private Timer _timer;
    private CancellationTokenRegistration _cancellation;
    private HashSet<IActorRef> _watchers;
    private int _done;

    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        _path = path;
        Provider = provider;
    }

    public override IActorRefProvider Provider { get; }

    public override ActorPath Path
    {
        get
        {
            if (Volatile.Read(ref _path) is { } path) return path;
            var created = Provider.TempPath();
            if (Interlocked.CompareExchange(ref _path, created, null) is { } other) return other;
            Provider.RegisterTempActor(this, created);
            if (Volatile.Read(ref _done) != 0) Provider.UnregisterTempActor(created);
            return created;
        }
    }

    public override void SendSystemMessage(Dispatch.SysMsg.ISystemMessage message)
    {
        switch (message)
        {
            case Dispatch.SysMsg.Watch watch when Equals(watch.Watchee): AddWatcher(watch.Watcher); break;
            case Dispatch.SysMsg.Unwatch unwatch when Equals(unwatch.Watchee): RemoveWatcher(unwatch.Watcher); break;
            case Dispatch.SysMsg.Terminate: Stop(); break;
            default: break;
        }
    }

    public override void Stop() => Finish(() => _result.TrySetCanceled());

    public virtual void DeliverAsk(object message, ICanTell destination) => destination.Tell(message, this);

    internal void TimeOutAfter(TimeSpan limit)
    {
        var timer = new Timer(
            static state =>
            {
                var (asked, limit) = ((FutureActorRef<T>, TimeSpan))state;
                asked.Finish(() => asked._result.TrySetException(
                    new AskTimeoutException(FormattableString.Invariant($"Timeout after {limit.TotalSeconds:0.00} seconds"))));
            },
            (this, limit),
            limit,
            Timeout.InfiniteTimeSpan);
        _timer = timer;
        if (Volatile.Read(ref _done) != 0) timer.Dispose();
    }

    internal void CancelOn(CancellationToken token)
    {
        _cancellation = token.UnsafeRegister(
            static (state, cancelled) =>
            {
                var asked = (FutureActorRef<T>)state;
                asked.Finish(() => asked._result.TrySetCanceled(cancelled));
            },
            this);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
        {
            if (message is not Dispatch.SysMsg.ISystemMessage) Provider.DeadLetters.Tell(message, sender);
            return;
        }

        Release();
        switch (message)
        {
            case Status.Failure failure when !typeof(Status).IsAssignableFrom(typeof(T)):
                _result.TrySetException(failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message."));
                break;
            case T answer: _result.TrySetResult(answer); break;
            default:
                Provider.DeadLetters.Tell(message, this);
                _result.TrySetException(new ArgumentException(
                    $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]"));
                break;
        }
    }

    private void Finish(Action complete)
    {
        if (Interlocked.Exchange(ref _done, 1) != 0) return;
        Release();
        complete();
    }

    private void Release()
    {
        _timer?.Dispose();
        _cancellation.Unregister();
        if (Volatile.Read(ref _path) is { } path) Provider.UnregisterTempActor(path);
        HashSet<IActorRef> watchers;
        lock (_result) (watchers, _watchers) = (_watchers, null);
        foreach (var watcher in watchers ?? []) TellDead((IInternalActorRef)watcher);
    }

    private void AddWatcher(IInternalActorRef watcher)
    {
        lock (_result)
        {
            if (Volatile.Read(ref _done) == 0)
            {
                (_watchers ??= []).Add(watcher);
                return;
            }
        }

        TellDead(watcher);
    }

    private void RemoveWatcher(IInternalActorRef watcher)
    {
        lock (_result) _watchers?.Remove(watcher);
    }

    private void TellDead(IInternalActorRef watcher) => watcher.SendSystemMessage(
        new Dispatch.SysMsg.DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
}
