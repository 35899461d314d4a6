using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>A reference to an actor that runs on its senders' threads and that a test can look into.</summary>
/// <typeparam name="TActor">The actor's type.</typeparam>
public abstract class TestActorRefBase<TActor> : IInternalActorRef
    where TActor : ActorBase
{
    private readonly LocalActorRef _ref;

    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef supervisor = null, string name = null) =>
        _ref = TestableActors.Create(system, actorProps, supervisor, name);

    public IActorRef Ref => _ref;

    public ActorPath Path => _ref.Path;

    /// <summary>The actor itself, as it is now: after a restart it is another.</summary>
    public TActor UnderlyingActor => (TActor)_ref.Cell.Actor;

    IInternalActorRef IInternalActorRef.Parent => _ref.Parent;

    IActorRefProvider IInternalActorRef.Provider => _ref.Provider;

    [Obsolete("Use Context.Watch and Receive<Terminated>")]
    bool IInternalActorRef.IsTerminated => _ref.IsTerminated;

    bool IActorRefScope.IsLocal => _ref.IsLocal;

    /// <summary>Has the actor handle a message at once, past its mailbox; what it throws comes out here.</summary>
    public void Receive(object message, IActorRef sender = null) => TestableActors.Receive(_ref.Cell, message, sender);

    public Task ReceiveAsync(object message, IActorRef sender = null)
    {
        Receive(message, sender);
        return Task.CompletedTask;
    }

    public void Tell(object message) => _ref.Tell(message);

    public void Tell(object message, IActorRef sender) => _ref.Tell(message, sender);

    public void Forward(object message) => _ref.Forward(message);

    public void Watch(IActorRef subject) => _ref.Cell.Watch(subject);

    public void Unwatch(IActorRef subject) => _ref.Cell.Unwatch(subject);

    public void SendSystemMessage(ISystemMessage message) => _ref.SendSystemMessage(message);

    public void SendSystemMessage(ISystemMessage message, IActorRef sender) => _ref.SendSystemMessage(message);

    public override string ToString() => $"TestActor[{Path}]";

    public override bool Equals(object obj) => obj is IActorRef other && Equals(other);

    public bool Equals(IActorRef other) => _ref.Equals(other is TestActorRefBase<TActor> test ? test._ref : other);

    public override int GetHashCode() => _ref.GetHashCode();

    public int CompareTo(object obj) => _ref.CompareTo(obj);

    int IComparable<IActorRef>.CompareTo(IActorRef other) => _ref.CompareTo(other);

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => _ref.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => _ref.GetChild(name);

    void IInternalActorRef.Resume(Exception causedByFailure) => _ref.Resume(causedByFailure);

    void IInternalActorRef.Start() => _ref.Start();

    void IInternalActorRef.Stop() => _ref.Stop();

    void IInternalActorRef.Restart(Exception cause) => _ref.Restart(cause);

    void IInternalActorRef.Suspend() => _ref.Suspend();

    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef._ref;

    public static bool operator ==(TestActorRefBase<TActor> testActorRef, IActorRef actorRef) => Equals(testActorRef, actorRef);

    public static bool operator ==(IActorRef actorRef, TestActorRefBase<TActor> testActorRef) => Equals(testActorRef, actorRef);

    public static bool operator !=(TestActorRefBase<TActor> testActorRef, IActorRef actorRef) => !Equals(testActorRef, actorRef);

    public static bool operator !=(IActorRef actorRef, TestActorRefBase<TActor> testActorRef) => !Equals(testActorRef, actorRef);
}
