using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Akka.Event;

/// <summary>A logger without an actor: it writes on the thread that logs.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    private static readonly ActorPath LoggerPath = new RootActorPath(Address.AllSystems, "/StandardOutLogger");

    public sealed override IActorRefProvider Provider => throw new NotSupportedException("This logger does not provide");

    public sealed override ActorPath Path => LoggerPath;

    protected sealed override void TellInternal(object message, IActorRef sender)
    {
        if (message is null) throw new ArgumentNullException(nameof(message), "The message to log must not be null.");
        Log(message);
    }

    protected abstract void Log(object message);
}

/// <summary>Writes events to standard output, errors and warnings in colours.</summary>
public class StandardOutLogger : MinimalLogger
{
    public static ConsoleColor DebugColor { get; set; } = ConsoleColor.Gray;

    public static ConsoleColor InfoColor { get; set; } = ConsoleColor.White;

    public static ConsoleColor WarningColor { get; set; } = ConsoleColor.Yellow;

    public static ConsoleColor ErrorColor { get; set; } = ConsoleColor.Red;

    public static bool UseColors { get; set; } = true;

    internal static void Print(LogEvent logEvent)
    {
        string text;
        try
        {
            text = logEvent.ToString();
        }
        catch (FormatException e)
        {
            text = $"[{logEvent.LogLevel().StringFor()}][{logEvent.LogSource}] {(logEvent.Message as LogMessage)?.Unformatted()} (cannot be formatted: {e.Message})";
        }

        ConsoleWriter.WriteLine(text, UseColors && !Console.IsOutputRedirected ? ColorOf(logEvent.LogLevel()) : null);
    }

    protected override void Log(object message)
    {
        if (message is LogEvent logEvent) Print(logEvent);
        else ConsoleWriter.WriteLine(message.ToString(), null);
    }

    private static ConsoleColor ColorOf(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => DebugColor,
        LogLevel.InfoLevel => InfoColor,
        LogLevel.WarningLevel => WarningColor,
        _ => ErrorColor,
    };

    private static class ConsoleWriter
    {
        private static readonly Lock OneAtATime = new();

        public static void WriteLine(string text, ConsoleColor? color)
        {
            lock (OneAtATime)
            {
                if (color is { } c) Console.ForegroundColor = c;
                Console.WriteLine(text);
                if (color is not null) Console.ResetColor();
            }
        }
    }
}

/// <summary>The logger that is used when the configuration names no other: standard output, from an actor.</summary>
public class DefaultLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                Print(logEvent);
                return true;
            default:
                return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => StandardOutLogger.Print(logEvent);
}

/// <summary>Writes to <see cref="System.Diagnostics.Trace"/>.</summary>
public class TraceLogger : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger: Sender.Tell(new LoggerInitialized()); break;
            case Error or Warning or Info or Debug: System.Diagnostics.Trace.WriteLine(message.ToString()); break;
            default: Unhandled(message); break;
        }
    }
}

/// <summary>What loggers require of their mailbox.</summary>
public interface ILoggerMessageQueueSemantics : ISemantics;

/// <summary>The loggers' mailbox: unbounded; what is left when the logger stops is not for the dead letters.</summary>
internal sealed class LoggerMailboxType(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<LoggerMailboxType.LoggerQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new LoggerQueue(new UnboundedMessageQueue());

    internal sealed class LoggerQueue(UnboundedMessageQueue queue)
        : IMessageQueue, ILoggerMessageQueueSemantics, IUnboundedMessageQueueSemantics
    {
        public bool HasMessages => queue.HasMessages;

        public int Count => queue.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope) => queue.Enqueue(receiver, envelope);

        public bool TryDequeue(out Envelope envelope) => queue.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope))
            {
                if (envelope.Message is LogEvent logEvent) StandardOutLogger.Print(logEvent);
                else deadletters.Enqueue(owner, envelope);
            }
        }
    }
}
