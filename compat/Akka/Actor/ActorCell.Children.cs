using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

/// <content>The children of an actor.</content>
public partial class ActorCell
{
    private ActorChildren _children;
    private long _unnamedChildren;

    public virtual IActorRef ActorOf(Props props, string name = null) => MakeChild(props, name, isSystemService: false);

    public virtual IActorRef AttachChild(Props props, bool isSystemService, string name = null) => MakeChild(props, name, isSystemService);

    public void Stop(IActorRef child)
    {
        if (Volatile.Read(ref _children) is { } children && children.Contains(child)) children.ShallDie(child);
        ((IInternalActorRef)child).Stop();
    }

    public IEnumerable<IInternalActorRef> GetChildren() => Volatile.Read(ref _children)?.Refs() ?? [];

    public IInternalActorRef GetSingleChild(string name)
    {
        if (Volatile.Read(ref _children) is not { } children) return ActorRefs.Nobody;
        var (plain, uid) = ActorPath.SplitUid(name);
        var child = children.ByName(plain);
        return child is null || (uid != UndefinedUid && child.Path.Uid != uid) ? ActorRefs.Nobody : child;
    }

    IActorRef IActorContext.Child(string name) => GetSingleChild(name);

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    internal void AddGuardian(IInternalActorRef guardian) => Children().Add(guardian);

    private static void VerifyName(string name)
    {
        if (name.Length == 0) throw new InvalidActorNameException("Actor name must not be empty.");
        if (ActorPath.IsValidPathElement(name)) return;
        throw new InvalidActorNameException(
            $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, not be empty, and only contain ASCII letters, "
            + $"digits and these special characters: `{ActorPath.ValidSymbols}`");
    }

    private IActorRef MakeChild(Props props, string name, bool isSystemService)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is null) name = Names.Encode(Interlocked.Increment(ref _unnamedChildren) - 1, "$");
        else VerifyName(name);
        var children = Children();
        children.Reserve(name);
        var child = CreateReserved(children, props, name, isSystemService);
        for (var i = Mailbox.Suspensions; i > 0; i--) child.Suspend();
        children.Add(child);
        child.Start();

        // Created from outside while this actor began to stop: it did not see the child yet, so it is stopped here.
        if (children.IsTerminating) child.Stop();
        return child;
    }

    private IInternalActorRef CreateReserved(ActorChildren children, Props props, string name, bool isSystemService)
    {
        try
        {
            var path = new ChildActorPath(_self.Path, name, NewUid());
            return SystemImpl.Provider.ActorOf(
                SystemImpl, props, _self, path, isSystemService, deploy: null, lookupDeploy: true, async: false);
        }
        catch
        {
            children.Unreserve(name);
            if (children.IsTerminating) SendSystemMessage(new ChildNotCreated());
            throw;
        }
    }

    private static long NewUid() => Random.Shared.Next(1, int.MaxValue);

    private ActorChildren Children()
    {
        if (Volatile.Read(ref _children) is { } children) return children;
        var created = new ActorChildren();
        return Interlocked.CompareExchange(ref _children, created, null) ?? created;
    }

    private bool AwaitChildren(ChildrenAwaitedFor reason, Exception restartCause = null) =>
        Volatile.Read(ref _children) is { } children && children.AwaitDeaths(reason, restartCause);

    private void StopChildren()
    {
        foreach (var child in GetChildren())
        {
            _children.ShallDie(child);
            child.Stop();
        }
    }

    private void SuspendChildren(HashSet<IActorRef> except = null)
    {
        foreach (var child in GetChildren())
        {
            if (except is null || !except.Contains(child)) child.Suspend();
        }
    }

    private void ResumeChildren(Exception cause, IActorRef perpetrator)
    {
        foreach (var child in GetChildren()) child.Resume(child.Equals(perpetrator) ? cause : null);
    }
}
