using Akka.Actor;
using Akka.Util;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>A child of the test actor, supervised by <paramref name="supervisorStrategy"/>.</summary>
    public IActorRef ChildActorOf(
        Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
    {
        Spawn(props, name, supervisorStrategy);
        return ExpectMsg<IActorRef>(cancellationToken: cancellationToken);
    }

    public IActorRef ChildActorOf(Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, null, supervisorStrategy, cancellationToken);

    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, name, null, cancellationToken);

    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) =>
        ChildActorOf(props, null, null, cancellationToken);

    public async Task<IActorRef> ChildActorOfAsync(
        Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
    {
        Spawn(props, name, supervisorStrategy);
        return await ExpectMsgAsync<IActorRef>(cancellationToken: cancellationToken);
    }

    public Task<IActorRef> ChildActorOfAsync(
        Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, null, supervisorStrategy, cancellationToken);

    public Task<IActorRef> ChildActorOfAsync(Props props, string name, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, name, null, cancellationToken);

    public Task<IActorRef> ChildActorOfAsync(Props props, CancellationToken cancellationToken = default) =>
        ChildActorOfAsync(props, null, null, cancellationToken);

    private void Spawn(Props props, string name, SupervisorStrategy strategy) => TestActor.Tell(new TestActor.Spawn(
        props,
        name is null ? Option<string>.None : Option<string>.Create(name),
        strategy is null ? Option<SupervisorStrategy>.None : Option<SupervisorStrategy>.Create(strategy)));
}
