using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>A logger that event filters listen to. It also logs dead letters, as warnings.</summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<IEventFilter> _filters = [];

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                foreach (var type in (Type[])[typeof(Mute), typeof(Unmute), typeof(DeadLetter), typeof(LogFlush)])
                    initialize.LoggingBus.Subscribe(Context.Self, type);
                Sender.Tell(new LoggerInitialized(), Self);
                break;
            case Mute mute:
                _filters.AddRange(mute.Filters);
                break;
            case Unmute unmute:
                foreach (var filter in unmute.Filters) _filters.Remove(filter);
                break;
            case LogFlush flush:
                flush.Done();
                break;
            case LogEvent logEvent:
                PrintUnlessMuted(logEvent, logEvent);
                break;
            case DeadLetter letter:
                Report(letter);
                break;
            default:
                return false;
        }

        return true;
    }

    private static Warning Warning(DeadLetter letter, object text) =>
        new(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), text);

    private void Report(DeadLetter letter)
    {
        if (letter.Message is ISystemMessage or LogFlush or Mute or Unmute) return;
        PrintUnlessMuted(
            Warning(letter, letter), Warning(letter, $"Received dead letter from {letter.Sender}: {letter.Message}"));
    }

    private void PrintUnlessMuted(LogEvent judged, LogEvent printed)
    {
        if (!_filters.Exists(filter => Applies(filter, judged))) Print(printed);
    }

    /// <summary>A filter that throws is a filter that does not match: the log must go on.</summary>
    private static bool Applies(IEventFilter filter, LogEvent logEvent)
    {
        try
        {
            return filter.Apply(logEvent);
        }
        catch (Exception)
        {
            return false;
        }
    }
}
