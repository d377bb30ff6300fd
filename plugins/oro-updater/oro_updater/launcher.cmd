@echo off
rem The launcher for Windows, by the same rules as launcher.sh. UNVERIFIED: it has not run on Windows.
setlocal EnableExtensions EnableDelayedExpansion
set "here=%~dp0"
:wait
if defined ORO_START_AFTER (
  tasklist /fi "PID eq %ORO_START_AFTER%" 2>nul | find "%ORO_START_AFTER%" >nul && (timeout /t 1 /nobreak >nul & goto wait)
  set "ORO_START_AFTER="
)
for /f "usebackq tokens=1-5" %%a in ("%here%state") do set "version=%%a"& set "previous=%%b"& set "left=%%c"& set "failed=%%e"
if not "!previous!"=="-" if not exist "%here%versions\!version!\@PROGRAM@.exe" call :back
:again
if "!left!"=="ok" (
  start "" "%here%versions\!version!\@PROGRAM@.exe" %*
  exit /b 0
)
call :remember
start "" /wait "%here%versions\!version!\@PROGRAM@.exe" %*
set "status=!errorlevel!"
for /f "usebackq tokens=1,3" %%a in ("%here%state") do set "now=%%a"& set "reached=%%b"
if not "!now!"=="!version!" exit /b !status!
if "!reached!"=="ok" exit /b !status!
if "!status!"=="0" exit /b 0
set /a left-=1
if !left! leq 0 call :back
goto again
:back
if "!failed!"=="-" (set "failed=!version!") else (set "failed=!version!,!failed!")
set "version=!previous!"
set "previous=-"
set "left=ok"
call :remember
exit /b 0
:remember
>"%here%state.new" echo !version! !previous! !left! - !failed!
move /y "%here%state.new" "%here%state" >nul
exit /b 0
