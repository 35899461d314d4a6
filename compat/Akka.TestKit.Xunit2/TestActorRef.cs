using Akka.Actor;

namespace Akka.TestKit;

/// <inheritdoc cref="TestActorRefBase{TActor}"/>
public class TestActorRef<TActor>(ActorSystem system, Props actorProps, IActorRef supervisor = null, string name = null)
    : TestActorRefBase<TActor>(system, actorProps, supervisor, name)
    where TActor : ActorBase
{
    public override bool Equals(object obj) => base.Equals(obj);

    public override int GetHashCode() => base.GetHashCode();

    public static bool operator ==(TestActorRef<TActor> testActorRef, IActorRef actorRef) => Equals(testActorRef, actorRef);

    public static bool operator ==(IActorRef actorRef, TestActorRef<TActor> testActorRef) => Equals(testActorRef, actorRef);

    public static bool operator !=(TestActorRef<TActor> testActorRef, IActorRef actorRef) => !Equals(testActorRef, actorRef);

    public static bool operator !=(IActorRef actorRef, TestActorRef<TActor> testActorRef) => !Equals(testActorRef, actorRef);
}
