# What a technician would see, on a real Windows with a real Electron: run by the release workflow, as administrator.
$ErrorActionPreference = 'Stop'
$setup = (Get-ChildItem out/packages/win/*-setup-*.exe | Select-Object -First 1).FullName
$folder = "$env:ProgramFiles\SmartPOS Agent"
$program = "$folder\SmartPOS Agent.exe"
$data = "$env:LOCALAPPDATA\smartpos-agent\Data"
$port = 18080

function Confirm-That($name, $isSo) {
  if ($isSo) { Write-Host "ok    $name" } else { throw "FAIL  $name" }
}
function Invoke-Setup($options) {
  (Start-Process $setup -ArgumentList $options -Wait -PassThru).ExitCode
}
function Wait-Health {
  foreach ($try in 1..60) {
    try { return Invoke-RestMethod "http://127.0.0.1:$port/health" } catch { Start-Sleep 1 }
  }
  throw 'the agent does not answer'
}

Set-Content "$env:TEMP\token.txt" "two`r`nlines" -Encoding unicode
$code = Invoke-Setup '/S', "--token-file=$env:TEMP\token.txt"
Confirm-That 'a wrong token file exits 3 and stays' ($code -eq 3 -and (Test-Path "$env:TEMP\token.txt"))
# As Windows PowerShell writes it: 'token-of-this-test' > token.txt
Set-Content "$env:TEMP\token.txt" 'token-of-this-test' -Encoding unicode
Confirm-That 'a wrong option exits 3' ((Invoke-Setup '/S', '--port=0') -eq 3)
$code = Invoke-Setup '/S', "--port=$port", "--token-file=$env:TEMP\token.txt", '--printer=virtual', '--force-run'
Confirm-That 'silent installation exits 0' ($code -eq 0)
Confirm-That 'the token file is deleted' (-not (Test-Path "$env:TEMP\token.txt"))
$run = (Get-ItemProperty HKLM:\Software\Microsoft\Windows\CurrentVersion\Run).'dz.smartpos.agent'
Confirm-That 'it starts at log-on, hidden' ($run -eq "`"$program`" --hidden")
$rule = Get-NetFirewallRule -DisplayName 'SmartPOS Agent'
Confirm-That 'one firewall rule, for the port' (($rule | Get-NetFirewallPortFilter).LocalPort -eq "$port")
Confirm-That 'for the program' (($rule | Get-NetFirewallApplicationFilter).Program -eq $program)
Confirm-That 'not on public networks' ("$($rule.Profile)" -notmatch 'Public|Any')

$found = & $program --self-test | Out-String
Write-Host $found
Confirm-That 'the self-test passes, native modules included' ($LASTEXITCODE -eq 0 -or $found -match 'bonne')

Wait-Health | Out-Null
Confirm-That 'the options are taken and deleted' (-not (Test-Path "$env:ProgramData\SmartPOS Agent\install-options.txt"))
$headers = @{ Authorization = 'Bearer token-of-this-test' }
$ticket = '{"order_id":1,"items":[{"product_name":"Eclair","quantity":1,"unit_price":150}]}'
$answer = Invoke-RestMethod "http://127.0.0.1:$port/print/ticket?wait=8" -Method Post -Headers $headers -ContentType 'application/json' -Body $ticket
Confirm-That 'an ERP ticket is drawn by the virtual printer' ($answer.state -eq 'drawn')

Confirm-That 'the same installer over the running application exits 0' ((Invoke-Setup '/S', '--force-run') -eq 0)
Wait-Health | Out-Null
$jobs = (Invoke-RestMethod "http://127.0.0.1:$port/jobs" -Headers $headers).jobs
Confirm-That 'the journal is kept' ($jobs.Count -ge 1)

Start-Process "$folder\Uninstall SmartPOS Agent.exe" -ArgumentList '/allusers', '/S' -Wait
foreach ($try in 1..60) { if (-not (Test-Path $folder)) { break }; Start-Sleep 1 }
Confirm-That 'no file is left' (-not (Test-Path $folder))
Confirm-That 'no firewall rule is left' (-not (Get-NetFirewallRule -DisplayName 'SmartPOS Agent' -ErrorAction SilentlyContinue))
$run = Get-ItemProperty HKLM:\Software\Microsoft\Windows\CurrentVersion\Run
Confirm-That 'no start at log-on is left' ($null -eq $run.'dz.smartpos.agent')
Confirm-That 'the journal stays, for a new installation' (Test-Path "$data\journal.db")
