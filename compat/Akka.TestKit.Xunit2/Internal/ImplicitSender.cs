using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>Makes a test actor the sender of what the code of a test sends, on its thread and behind its awaits.</summary>
internal static class ImplicitSender
{
    /// <summary>
    /// The keeper belongs to a thread, and the thread on which an awaiting test began goes on to other work. The execution context
    /// tells when it leaves the test.
    /// </summary>
    private static readonly AsyncLocal<ActorCell> s_test = new(static change =>
    {
        var left = change is { ThreadContextChanged: true, PreviousValue: { } cell } && InternalCurrentActorCellKeeper.Current == cell;
        if (left) InternalCurrentActorCellKeeper.Current = null;
    });

    internal static void Set(IActorRef actor)
    {
        var cell = ((ActorRefWithCell)actor).Underlying as ActorCell;
        s_test.Value = cell;
        InternalCurrentActorCellKeeper.Current = cell;
        SynchronizationContext.SetSynchronizationContext(new Flow(cell));
    }

    internal static void Clear()
    {
        s_test.Value = null;
        InternalCurrentActorCellKeeper.Current = null;
        if (SynchronizationContext.Current is Flow) SynchronizationContext.SetSynchronizationContext(null);
    }

    private sealed class Flow(ActorCell cell) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object state) =>
            ThreadPool.QueueUserWorkItem(static work => work.Flow.Run(work.Callback, work.State), (Flow: this, Callback: d, State: state), preferLocal: false);

        public override void Send(SendOrPostCallback d, object state) => Run(d, state);

        public override SynchronizationContext CreateCopy() => new Flow(cell);

        private void Run(SendOrPostCallback callback, object state)
        {
            var (before, context) = (InternalCurrentActorCellKeeper.Current, Current);
            InternalCurrentActorCellKeeper.Current = cell;
            SetSynchronizationContext(this);
            try
            {
                callback(state);
            }
            finally
            {
                InternalCurrentActorCellKeeper.Current = before;
                SetSynchronizationContext(context);
            }
        }
    }
}
