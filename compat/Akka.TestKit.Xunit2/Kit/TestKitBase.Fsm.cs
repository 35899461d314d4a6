using System.Linq.Expressions;
using Akka.Actor;

namespace Akka.TestKit;

/// <content>Finite state machines whose state a test can read and set.</content>
public abstract partial class TestKitBase
{
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Props props, IActorRef supervisor, string name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData> => new(Sys, props, supervisor, name, withLogging);

    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Props props, string name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData> => new(Sys, props, null, name, withLogging);

    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        IActorRef supervisor, string name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>, new() => new(Sys, Props.Create<TFsmActor>(), supervisor, name, withLogging);

    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(string name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>, new() => new(Sys, Props.Create<TFsmActor>(), null, name, withLogging);

    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Expression<Func<TFsmActor>> factory, IActorRef supervisor, string name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData> => new(Sys, Props.Create(factory), supervisor, name, withLogging);

    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Expression<Func<TFsmActor>> factory, string name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData> => new(Sys, Props.Create(factory), null, name, withLogging);
}
