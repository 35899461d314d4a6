using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor that declares, in its constructor and its behaviours, one handler a message type; the first that fits is taken.</summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private MessageHandlers _configuring = new();
    private MessageHandlers _initial;

    void IInitializableActor.Init()
    {
        _initial = _configuring;
        _configuring = null;
    }

    protected sealed override void OnReceive(object message) => Execute(_initial, message);

    protected void Become(Action configure)
    {
        var handlers = Configure(configure);
        Become((UntypedReceive)(message => Execute(handlers, message)));
    }

    protected void BecomeStacked(Action configure)
    {
        var handlers = Configure(configure);
        BecomeStacked((UntypedReceive)(message => Execute(handlers, message)));
    }

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) =>
        Configuring().Add(typeof(T), shouldHandle is null, new ActionHandler<T>(handler, shouldHandle));

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    protected void Receive<T>(Func<T, bool> handler) => Configuring().Add(typeof(T), catchesAll: false, new FuncHandler<T>(handler));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Configuring().Add(messageType, shouldHandle is null, new TypedHandler(messageType, handler, shouldHandle));

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Configuring().Add(messageType, catchesAll: false, new TypedFuncHandler(messageType, handler));

    protected void ReceiveAny(Action<object> handler) => Receive(handler);

    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Receive<T>(message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Receive(messageType, message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) =>
        ReceiveAny(message => ActorTaskScheduler.RunTask(() => handler(message)));

    private void Execute(MessageHandlers handlers, object message)
    {
        if (handlers is null || !handlers.TryHandle(message)) Unhandled(message);
    }

    private MessageHandlers Configuring() =>
        _configuring ?? throw new InvalidOperationException(
            "You may only call Receive-methods when constructing the actor and inside Become().");

    private MessageHandlers Configure(Action configure)
    {
        var outer = _configuring;
        _configuring = new MessageHandlers();
        try
        {
            configure();
            return _configuring;
        }
        finally
        {
            _configuring = outer;
        }
    }
}
