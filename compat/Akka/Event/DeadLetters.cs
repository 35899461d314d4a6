using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that did not get where it should.</summary>
public abstract class AllDeadLetters(object message, IActorRef sender, IActorRef recipient) : IWrappedMessage
{
    public object Message { get; } = message;

    public IActorRef Sender { get; } = sender;

    public IActorRef Recipient { get; } = recipient;

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>The recipient had stopped, or never was.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    public DeadLetter(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
        if (sender is null) throw new ArgumentNullException(nameof(sender), "DeadLetter sender may not be null");
        if (recipient is null) throw new ArgumentNullException(nameof(recipient), "DeadLetter recipient may not be null");
    }
}

/// <summary>A dead letter that nobody need hear of.</summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    public SuppressedDeadLetter(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
        if (sender is null) throw new ArgumentNullException(nameof(sender), "SuppressedDeadLetter sender may not be null");
        if (recipient is null) throw new ArgumentNullException(nameof(recipient), "SuppressedDeadLetter recipient may not be null");
    }
}

/// <summary>The recipient's behaviour did not handle it.</summary>
public sealed class UnhandledMessage(object message, IActorRef sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);

/// <summary>Dropped on the way, for the reason given.</summary>
public sealed class Dropped(object message, string reason, IActorRef sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient)
{
    public Dropped(object message, string reason, IActorRef recipient)
        : this(message, reason, ActorRefs.NoSender, recipient)
    {
    }

    public string Reason { get; } = reason;
}

/// <summary>Not to be made a fuss of as a dead letter.</summary>
public interface IDeadLetterSuppression;

/// <summary>Logs dead letters, so many in full as <c>akka.log-dead-letters</c> says.</summary>
public class DeadLetterListener : ActorBase
{
    private readonly EventStream _events = Context.System.EventStream;
    private readonly int _limit = Context.System.Settings.LogDeadLetters;
    private readonly bool _logsDuringShutdown = Context.System.Settings.LogDeadLettersDuringShutdown;
    private int _count;

    protected override void PreStart()
    {
        _events.Subscribe(Self, typeof(DeadLetter));
        _events.Subscribe(Self, typeof(UnhandledMessage));
        _events.Subscribe(Self, typeof(Dropped));
    }

    protected override void PostStop() => _events.Unsubscribe(Self);

    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter || letter.Message is IDeadLetterSuppression) return message is AllDeadLetters;
        _count++;
        if (_limit != int.MaxValue && _count > _limit) return true;
        if (!_logsDuringShutdown && ((ExtendedActorSystem)Context.System).SystemGuardian.IsStopping()) return true;
        Log(letter);
        return true;
    }

    private static string Origin(AllDeadLetters letter) =>
        letter.Sender is null || letter.Sender.Equals(Context.System.DeadLetters) ? "" : $" from {letter.Sender}";

    private static string What(AllDeadLetters letter) => letter switch
    {
        Dropped dropped => $"was dropped. {dropped.Reason}",
        UnhandledMessage => "was unhandled",
        _ => "was not delivered",
    };

    private void Log(AllDeadLetters letter)
    {
        var last = _limit != int.MaxValue && _count == _limit ? ", no more dead letters will be logged" : "";
        _events.Publish(new Info(
            letter.Recipient.Path.ToString(),
            letter.Recipient.GetType(),
            $"Message [{letter.Message.GetType().Name}]{Origin(letter)} to {letter.Recipient} {What(letter)}. [{_count}] dead letters encountered{last}. "
            + $"If this is not an expected behavior then {letter.Recipient} may have terminated unexpectedly. This logging can be turned off or "
            + "adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. "
            + $"Message content: {letter.Message}"));
    }
}

internal static class StoppingExtensions
{
    public static bool IsStopping(this IInternalActorRef reference) =>
        reference is LocalActorRef { Cell: var cell } && (cell.IsTerminated || cell.IsStopping);
}
