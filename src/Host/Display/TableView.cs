using FedPrune.Host.Studies;
using Spectre.Console;

namespace FedPrune.Host.Display;

/// <summary>A study's table on the terminal.</summary>
internal static class TableView
{
    /// <summary>Writes the title, the table and what is to be known of it.</summary>
    public static void Write(IAnsiConsole console, StudyTable table)
    {
        var study = table.Result.Study;
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{study.Title}[/] [grey]{study.Name} {study.Scale}[/]");
        if (study.Asks.Length > 0)
            console.MarkupLineInterpolated($"{study.Asks}");
        var view = new Table().Border(TableBorder.Rounded);
        foreach (var header in table.Header)
            view.AddColumn(new TableColumn(Markup.Escape(header)));
        var condition = "";
        foreach (var row in table.Rows)
        {
            var texts = table.Texts(row).Select(Markup.Escape).ToArray();
            if (row.Condition == condition)
                texts[0] = "";
            else if (condition.Length > 0)
                view.AddEmptyRow();
            condition = row.Condition;
            view.AddRow(row.IsReference ? [.. texts.Select(text => $"[bold]{text}[/]")] : texts);
        }
        console.Write(view);
        foreach (var note in table.Notes)
            console.MarkupLineInterpolated($"[grey]{note}[/]");
    }
}
