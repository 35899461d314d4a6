using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <content>Whom an actor watches and who watches it.</content>
public partial class ActorCell
{
    // The watched with the messages asked for in place of Terminated; and those whose end is in the mailbox.
    private Dictionary<IActorRef, object> _watching;
    private Dictionary<IActorRef, object> _terminatedQueued;

    // Null, the one watcher, or a set of them.
    private object _watchedBy;

    public IActorRef Watch(IActorRef subject) => WatchWith(subject, null, "Watch");

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        if (message is null) throw new ArgumentNullException(nameof(message), "message must not be null");
        return WatchWith(subject, message, "WatchWith");
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        var watched = (IInternalActorRef)subject;
        if (_watching?.Remove(watched) == true) watched.SendSystemMessage(new Unwatch(watched, _self));
        _terminatedQueued?.Remove(watched);
        return watched;
    }

    /// <summary>A stashed <see cref="Terminated"/> comes again: it must not be taken for one that was unwatched.</summary>
    internal void RequeueTerminated(IActorRef subject) => (_terminatedQueued ??= []).TryAdd(subject, null);

    protected void ReceivedTerminated(Terminated t)
    {
        if (_terminatedQueued?.Remove(t.ActorRef, out var message) != true) return;
        _currentMessage = message ?? t;
        ReceiveMessage(_currentMessage);
    }

    protected void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        if (_watching?.Remove(actor, out var message) == true && !IsStopping)
        {
            (_terminatedQueued ??= [])[actor] = message;
            _self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
        }

        if (Volatile.Read(ref _children)?.Contains(actor) == true) ChildGone(actor);
    }

    protected void AddWatcher(IActorRef watchee, IActorRef watcher)
    {
        var ofMe = watchee.Equals(_self);
        if (!ofMe && watcher.Equals(_self))
        {
            Watch(watchee);
            return;
        }

        if (!ofMe || watcher.Equals(_self) || watcher.Equals(_watchedBy)) return;
        if (SystemImpl.Settings.DebugLifecycle) PublishDebug($"now watched by {watcher}");
        switch (_watchedBy)
        {
            case null: _watchedBy = watcher; break;
            case HashSet<IActorRef> several: several.Add(watcher); break;
            case IActorRef one: _watchedBy = new HashSet<IActorRef> { one, watcher }; break;
        }
    }

    protected void RemWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (!watchee.Equals(_self)) return;
        if (SystemImpl.Settings.DebugLifecycle) PublishDebug($"no longer watched by {watcher}");
        if (_watchedBy is HashSet<IActorRef> several) several.Remove(watcher);
        else if (watcher.Equals(_watchedBy)) _watchedBy = null;
    }

    protected void TellWatchersWeDied()
    {
        switch (_watchedBy)
        {
            case HashSet<IActorRef> several:
                foreach (var watcher in several) TellWeDied(watcher);
                break;
            case IActorRef one:
                TellWeDied(one);
                break;
        }

        _watchedBy = null;
    }

    internal bool IsStopping => Volatile.Read(ref _children) is { IsTerminating: true };

    private void TellWeDied(IActorRef watcher)
    {
        // The parent hears of it anyway.
        if (watcher.Equals(Parent)) return;
        ((IInternalActorRef)watcher).SendSystemMessage(
            new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
    }

    private IInternalActorRef WatchWith(IActorRef subject, object message, string verb)
    {
        var watched = (IInternalActorRef)subject;
        if (watched.Equals(_self)) return watched;
        if (_watching?.TryGetValue(watched, out var before) == true)
        {
            if (Equals(before, message)) return watched;
            throw new InvalidOperationException(
                $"{verb}({watched}, {message ?? "null"}) termination message was not overwritten from [{before ?? "null"}] to [{message ?? "null"}]. "
                + $"If this was intended, unwatch first before using `{verb}` with another message.");
        }

        watched.SendSystemMessage(new Watch(watched, _self));
        (_watching ??= [])[watched] = message;
        return watched;
    }

    private void UnwatchWatchedActors()
    {
        if (_watching is { Count: > 0 } watching)
        {
            foreach (var watched in watching.Keys.Cast<IInternalActorRef>()) watched.SendSystemMessage(new Unwatch(watched, _self));
        }

        _watching = null;
        _terminatedQueued = null;
    }
}
