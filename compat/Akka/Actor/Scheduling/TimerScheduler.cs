using Akka.Event;

namespace Akka.Actor
{
    /// <summary>An actor with timers of its own, which end with its incarnation.</summary>
    public interface IWithTimers
    {
        ITimerScheduler Timers { get; set; }
    }

    /// <summary>Timers by key: a new one replaces the old of its key, of which no message comes any more.</summary>
    public interface ITimerScheduler
    {
        IReadOnlyCollection<object> ActiveTimers { get; }

        void StartPeriodicTimer(object key, object msg, TimeSpan interval);

        void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender);

        void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

        void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender);

        void StartSingleTimer(object key, object msg, TimeSpan timeout);

        void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender);

        bool IsTimerActive(object key);

        void Cancel(object key);

        void CancelAll();
    }
}

namespace Akka.Actor.Scheduling
{
    /// <summary>What a timer sends to its actor: it counts only if its generation is still the key's.</summary>
    internal sealed class TimerMessage(object key, int generation, TimerScheduler owner)
        : IAutoReceivedMessage, INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public object Key { get; } = key;

        public int Generation { get; } = generation;

        public TimerScheduler Owner { get; } = owner;

        public override string ToString() => $"TimerMsg(key={Key}, generation={Generation})";
    }

    internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
    {
        private readonly Dictionary<object, Running> _timers = [];
        private int _generation;

        public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

        public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
            Start(key, msg, interval, interval, repeats: true, cell.Self);

        public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
            Start(key, msg, interval, interval, repeats: true, sender);

        public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
            Start(key, msg, initialDelay, interval, repeats: true, cell.Self);

        public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
            Start(key, msg, initialDelay, interval, repeats: true, sender);

        public void StartSingleTimer(object key, object msg, TimeSpan timeout) =>
            Start(key, msg, timeout, TimeSpan.Zero, repeats: false, cell.Self);

        public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) =>
            Start(key, msg, timeout, TimeSpan.Zero, repeats: false, sender);

        public bool IsTimerActive(object key) => _timers.ContainsKey(key);

        public void Cancel(object key)
        {
            if (!_timers.Remove(key, out var running)) return;
            running.Task.Cancel();
            Debug("Cancel timer", key);
        }

        public void CancelAll()
        {
            if (_timers.Count == 0) return;
            Debug("Cancel all timers", null);
            foreach (var running in _timers.Values) running.Task.Cancel();
            _timers.Clear();
        }

        /// <summary>The payload if the timer is still the current one of its key, else null.</summary>
        public object Accept(TimerMessage timer)
        {
            if (timer.Owner != this || !_timers.TryGetValue(timer.Key, out var running) || running.Generation != timer.Generation)
            {
                Debug("Received timer that has been removed or replaced, discarding", timer.Key);
                return null;
            }

            if (!running.Repeats) _timers.Remove(timer.Key);
            return running.Message;
        }

        private void Start(object key, object msg, TimeSpan initialDelay, TimeSpan interval, bool repeats, IActorRef sender)
        {
            Cancel(key);
            var message = new TimerMessage(key, ++_generation, this);
            var task = repeats
                ? cell.System.Scheduler.ScheduleTellRepeatedlyCancelable(initialDelay, interval, cell.Self, message, sender)
                : cell.System.Scheduler.ScheduleTellOnceCancelable(initialDelay, cell.Self, message, sender);
            _timers[key] = new Running(msg, message.Generation, repeats, task);
            Debug("Start timer", key);
        }

        private void Debug(string what, object key)
        {
            if (cell.SystemImpl.Settings.DebugTimerScheduler) cell.PublishDebug(key is null ? what : $"{what} [{key}]");
        }

        private sealed record Running(object Message, int Generation, bool Repeats, ICancelable Task);
    }
}
